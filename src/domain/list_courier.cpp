#include "domain/list_courier.h"

#include "base/log.h"
#include "crypto/primitives.h"
#include "domain/publishing.h"

namespace parasol::domain {
namespace {

constexpr std::size_t kBatch = 200;

Result<Bytes> no_answer(Status status) {
  if (!status) return std::move(status).error();
  return Bytes{};
}

}  // namespace

OutboxItem outbox_item(OutboxKind kind, ByteView payload) {
  return {OutboxId::random(), kind, to_bytes(payload), crypto::sha256(payload)};
}

Result<Bytes> ListCourier::send(const OutboxItem& item) {
  switch (item.kind) {
    case OutboxKind::kPacket: return listd_.accept(item.payload);
    case OutboxKind::kStrike: {
      const auto secret = to_array<32>(item.payload);
      if (!secret) return invalid("outbox", "strike without a secret");
      return listd_.strike(*secret);
    }
    case OutboxKind::kHide: return no_answer(listd_.hide(item.payload));
    case OutboxKind::kRestore: return no_answer(listd_.restore(item.payload));
    case OutboxKind::kRevocation: return no_answer(listd_.revoke(item.payload));
    case OutboxKind::kTeamEpoch: return no_answer(listd_.team_epoch(item.payload));
    case OutboxKind::kGroupEpoch: return no_answer(listd_.group_epoch(item.payload));
  }
  return invalid("outbox", "unknown kind");
}

Result<ListCourier::Delivery> ListCourier::deliver() {
  Delivery delivery;
  PARASOL_TRY(const auto items, unit_.read([](Stores& stores) { return stores.outbox.pending(kBatch); }));
  for (const auto& item : items) {
    const auto answer = send(item);
    if (!answer && (answer.error().code == ErrorCode::kUnavailable || answer.error().code == ErrorCode::kInternal)) {
      ++delivery.waiting;
      continue;
    }
    if (!answer)
      log::warning("listd_refused", {{"kind", static_cast<std::int64_t>(item.kind)}, {"code", log::Word::of_constant(error_code_name(answer.error().code))}});
    PARASOL_CHECK_OK(unit_.write([&](Stores& stores) -> Status {
      if (answer) {
        if (item.kind == OutboxKind::kStrike) PARASOL_CHECK_OK(note_struck(stores, item, *answer, clock_.now()));
        return stores.outbox.complete(item, *answer, day_of(clock_.now()));
      }
      PARASOL_CHECK_OK(note_refused(stores, item, clock_.now()));
      return stores.outbox.drop(item);
    }));
    ++(answer ? delivery.delivered : delivery.refused);
  }
  return delivery;
}

}  // namespace parasol::domain
