#include "listd/service.h"

#include "base/log.h"
#include "crypto/encoding.h"
#include "crypto/primitives.h"

namespace parasol::listd {
namespace {

// An entry of the journal: time, operation, body of the call (for a strike: the acknowledgement).
Bytes encode_entry(Millis time, Operation operation, ByteView body) {
  Bytes entry;
  crypto::append_u64(entry, trust::to_u53(time));
  crypto::append_u8(entry, static_cast<std::uint8_t>(operation));
  append(entry, body);
  return entry;
}
constexpr std::size_t kEntryHeader = 9;

// What leaves the list through this must be gone before it is answered.
bool is_removal(Operation operation) {
  return operation == Operation::kStrike || operation == Operation::kHide || operation == Operation::kReplay;
}

// Packets and restores wait for the next turn; everything else is in the keyring or takes something away.
bool is_published_at_once(Operation operation) {
  return operation != Operation::kAccept && operation != Operation::kRestore;
}

}  // namespace

ListService::ListService(ServiceOptions options, std::vector<CheckEpoch> check_epochs, crypto::SigningKey list_key)
    : clock_(*options.clock),
      folder_(std::move(options.folder)),
      list_key_(std::move(list_key)),
      dummy_seed_(std::move(options.dummy_seed)),
      state_(options.trust, std::move(check_epochs)) {}

Result<std::unique_ptr<ListService>> ListService::open(ServiceOptions options) {
  PARASOL_CHECK(options.clock != nullptr);
  crypto::SigningKey list_key(options.list_seed);
  if (list_key.public_key() != options.trust.list_key) return invalid("list.key", "not the trust statement's list key");
  PARASOL_TRY(std::vector<CheckEpoch> check_epochs, verify_ceremonies(options.ceremonies, options.trust));
  std::unique_ptr<ListService> service(
      new ListService(std::move(options), std::move(check_epochs), std::move(list_key)));
  PARASOL_TRY(service->journal_, AppendFile::open(service->folder_ / "journal",
                                                  [&](ByteView entry) { return service->replay_entry(entry); }));
  PARASOL_TRY(service->publisher_,
              Publisher::open(service->folder_, service->list_key_, service->state_.registry().deployment()));
  log::info("list_opened", {{"packets", static_cast<std::int64_t>(service->state_.packets().size())}});
  return service;
}

Status ListService::replay_entry(ByteView entry) {
  if (entry.size() < kEntryHeader) return invalid("journal");
  Millis time = 0;
  for (const std::uint8_t byte : entry.first<8>()) time = time << 8 | byte;
  PARASOL_TRY(const Applied applied, state_.apply(Operation{entry[8]}, entry.subspan(kEntryHeader), time));
  static_cast<void>(applied);
  return {};
}

Bytes ListService::handle(ByteView frame) {
  records::DaemonReply reply;
  const auto fail = [&](const Error& error) { reply.status = static_cast<std::uint8_t>(1 + static_cast<int>(error.code)); };
  if (auto call = records::decode_daemon_call(frame); !call) {
    fail(call.error());
  } else if (auto body = answer(*call); !body) {
    fail(body.error());
    log::info("call_refused", {{"operation", call->operation}, {"error", log::Word::of_constant(error_code_name(body.error().code))}});
  } else {
    reply.body = *std::move(body);
  }
  return records::encode(reply);
}

Result<Bytes> ListService::answer(const records::DaemonCall& call) {
  const std::lock_guard lock(mutex_);
  if (has_failed_) return failure(ErrorCode::kUnavailable, "journal failed before");
  switch (Operation{call.operation}) {
    case Operation::kStatus:
      // Of a demo's clock that has just jumped serve may know before the next tick; what it reads next must be of now.
      keep_up();
      return records::encode(records::ListdStatus{state_.registry().deployment(), is_dark_, publisher_->seq()});
    case Operation::kPackets: {
      records::PacketIds ids;
      for (const Packet& packet : state_.packets()) ids.packets.push_back(packet.id);
      return records::encode(ids);
    }
    case Operation::kReplayDone: {
      if (!is_dark_) return Bytes{};
      is_dark_ = false;
      const auto published = publish(clock_.now());
      is_dark_ = !published;
      if (!published) return failure(ErrorCode::kUnavailable, published.error().detail);
      return Bytes{};
    }
    default:
      return answer_changing(Operation{call.operation}, call.body);
  }
}

Result<Bytes> ListService::answer_changing(Operation operation, ByteView body) {
  const Millis now = clock_.now();
  Bytes stored = to_bytes(body);
  Bytes answer;
  if (operation == Operation::kStrike) {
    if (body.size() != 32) return invalid("body");
    answer = signed_by_list(records::encode(state_.acknowledgement(crypto::sha256(body), now)));
    crypto::wipe(stored);
    stored = answer;
  }
  PARASOL_TRY(const Applied applied, state_.apply(operation, stored, now));
  if (applied.refused > 0) log::warning("copies_passed_over", {{"count", static_cast<std::int64_t>(applied.refused)}});
  if (applied.added == Added::kNew) {
    journal_->append(encode_entry(now, operation, stored));
    if (const auto synced = journal_->sync(); !synced) {
      has_failed_ = true;
      log::error("journal_failed");
      return synced.error();
    }
    is_publication_due_ = is_publication_due_ || is_published_at_once(operation);
  }
  // A strike that finds nothing is published too: it takes as long as one that does.
  if (is_publication_due_ && !is_dark_) {
    const auto published = publish(now);
    if (!published && is_removal(operation)) return failure(ErrorCode::kUnavailable, published.error().detail);
  }
  // Whoever tells the copies must know that the list would show what one of them takes away.
  if (applied.refused_removals > 0) return failure(ErrorCode::kConflict, "hides or revocations refused");
  if (operation == Operation::kAccept) {
    PARASOL_TRY(const records::Signed packet_envelope, records::decode_signed(body));
    PARASOL_TRY(const records::Packet packet, records::decode_packet(packet_envelope.statement));
    answer = signed_by_list(records::encode(*state_.acceptance(packet.packet)));
  }
  return answer;
}

Bytes ListService::signed_by_list(Bytes statement) const {
  return records::encode(trust::sign(list_key_, std::move(statement)));
}

void ListService::tick() {
  const std::lock_guard lock(mutex_);
  keep_up();
}

void ListService::keep_up() {
  if (is_dark_ || has_failed_) return;
  const Millis now = clock_.now();
  if (is_publication_due_ || turn_of(now) != last_turn_ || now >= next_grace_end_) static_cast<void>(publish(now));
}

// Turns the list if a turn has come, otherwise only drops what must go.
Status ListService::publish(Millis now) {
  is_publication_due_ = true;
  const std::int64_t turn = turn_of(now);
  if (turn != last_turn_) {
    listing_.turn(state_, now);
  } else {
    listing_.drop_gone(state_, now);
  }
  Publication publication;
  publication.layout =
      lay_out(listing_.slots(state_), state_.current_epoch().statement.epoch, publisher_->layout(), dummy_seed_);
  publication.keyring = state_.keyring();
  publication.live_index = listing_.live_index(state_);
  publication.normaliser = listing_.normaliser(state_);
  publication.check_epoch = state_.current_epoch().statement;
  publication.canary_at = state_.canary_at();
  if (auto published = publisher_->publish(std::move(publication), now); !published) {
    log::error("publishing_failed");
    return published;
  }
  is_publication_due_ = false;
  last_turn_ = turn;
  next_grace_end_ = listing_.next_grace_end(state_);
  log::info("list_published", {{"packets", static_cast<std::int64_t>(listing_.packets().size())}});
  return {};
}

bool ListService::has_failed() const {
  const std::lock_guard lock(mutex_);
  return has_failed_;
}

}  // namespace parasol::listd
