#include "domain/list_courier.h"

#include <utility>

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

Result<ListCourier::Sent> ListCourier::carry(const OutboxItem& item) {
  const auto answer = send(item);
  if (!answer) {
    const ErrorCode code = answer.error().code;
    if (code == ErrorCode::kUnavailable || code == ErrorCode::kInternal) return Sent::kNoAnswer;
    log::warning("listd_refused", {{"kind", static_cast<std::int64_t>(item.kind)}, {"code", log::Word::of_constant(error_code_name(code))}});
    // What takes something away must not be lost. Only a later restore outdoes a hide.
    const bool takes_away = item.kind == OutboxKind::kHide || item.kind == OutboxKind::kRevocation;
    if (takes_away && code != ErrorCode::kConflict) return Sent::kWaits;
  }
  PARASOL_CHECK_OK(unit_.write([&](Stores& stores) -> Status {
    if (answer) {
      if (item.kind == OutboxKind::kStrike) PARASOL_CHECK_OK(note_struck(stores, item, *answer, clock_.now()));
      return stores.outbox.complete(item, *answer, day_of(clock_.now()));
    }
    PARASOL_CHECK_OK(note_refused(stores, item, clock_.now()));
    return stores.outbox.drop(item);
  }));
  return Sent::kDone;
}

Status ListCourier::deliver(bool to_dark) {
  std::unique_lock turn(turn_, std::defer_lock);
  if (is_silent_) {
    if (!turn.try_lock()) return {};
  } else {
    turn.lock();
    if (is_silent_) return {};  // found out while this caller waited
  }
  // Batch after batch, and then once more: while listd was silent, others have left here what they brought. Only once, for
  // what comes from now on is taken by whoever brings it.
  bool looks_again = true;
  for (bool goes_on = true; goes_on;) {
    bool has_moved = false;
    PARASOL_TRY(const auto items, unit_.read([](Stores& stores) { return stores.outbox.pending(kBatch); }));
    bool is_listening = to_dark;
    for (const auto& item : items) {
      if (item.kind != OutboxKind::kStrike && !is_listening) {
        const auto status = listd_.status();
        is_silent_ = !status;
        if (!status || status->is_dark) return {};
        is_listening = true;
      }
      PARASOL_TRY(const Sent sent, carry(item));
      is_silent_ = sent == Sent::kNoAnswer;
      if (is_silent_) return {};
      has_moved = has_moved || sent == Sent::kDone;
    }
    goes_on = has_moved && (items.size() == kBatch || std::exchange(looks_again, false));
  }
  return {};
}

}  // namespace parasol::domain
