#include "domain/publishing.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/check.h"
#include "crypto/aead.h"
#include "crypto/primitives.h"
#include "domain/desk.h"
#include "domain/ports/trust_store.h"
#include "trust/signed.h"

namespace parasol::domain {
namespace {

using vocabulary::AuditAction;
using vocabulary::RecognitionLevel;
using vocabulary::Role;

constexpr std::uint8_t kSlotPacket = 1, kWarningPacket = 2;
constexpr std::size_t kSlotSize = 256;
constexpr std::size_t kKeyWrapSize = 72;
constexpr std::size_t kPaddedTo = 1024;  // of a warning's plaintext
constexpr std::size_t kSealing = 24 + crypto::kAeadTagSize;
constexpr std::size_t kMostPackets = 1 + 8;  // an artefact names at most 8 identifiers
constexpr std::size_t kEveryItem = 1U << 20;
constexpr ByteArray<16> kNone{};

using Version = std::pair<WarningReference, std::uint16_t>;

Error conflict(std::string field, const char* why) { return {ErrorCode::kConflict, std::move(field), why}; }

bool is_encrypted_warning(ByteView payload) {
  return payload.size() > kSealing && (payload.size() - kSealing) % kPaddedTo == 0;
}

// What stands in one packet, apart from the warning it belongs to.
Status check_shape(const records::Packet& packet, const HandOver& wanted) {
  if (packet.kind == kWarningPacket) {
    if (!is_encrypted_warning(packet.payload)) return invalid("packets.payload");
    if (packet.epoch != wanted.group_epoch) return invalid("packets.epoch");
    if (packet.prefix != 0) return invalid("packets.prefix");
    if (!packet.normaliser.empty()) return invalid("packets.normaliser");
  } else if (packet.kind == kSlotPacket) {
    if (packet.payload.size() != kSlotSize) return invalid("packets.payload");
    if (packet.reference != kNone) return invalid("packets.reference");
    if (packet.version != 0) return invalid("packets.version");
    if (packet.normaliser.empty()) return invalid("packets.normaliser");
  } else {
    return invalid("packets.kind");
  }
  if (packet.not_before >= packet.not_after) return invalid("packets.not_before");
  const std::set<ByteArray<32>> hashes(packet.withdrawal_hashes.begin(), packet.withdrawal_hashes.end());
  const std::size_t sources = packet.kind == kWarningPacket ? wanted.warn.size() : wanted.check.size();
  if (hashes.size() != packet.withdrawal_hashes.size() || hashes.size() != sources) return invalid("packets.withdrawal_hashes");
  return {};
}

bool equals_stored(const std::optional<records::Signed>& sent, const std::optional<Bytes>& stored) {
  return sent.has_value() == stored.has_value() && (!sent || records::encode(*sent) == *stored);
}

// A packet that waits for listd, and the version it speaks of: slots say that only in their draft. Nothing if it does not
// decode, which nothing in the outbox does: what follows must go on nevertheless.
struct Waiting {
  records::Packet packet;
  Version version;
};
std::optional<Waiting> packet_in(const OutboxItem& item) {
  if (item.kind != OutboxKind::kPacket) return std::nullopt;
  const auto envelope = records::decode_signed(item.payload);
  if (!envelope) return std::nullopt;
  auto packet = records::decode_packet(envelope->statement);
  if (!packet) return std::nullopt;
  const auto draft = records::decode_draft_statement(packet->draft.statement);
  if (!draft) return std::nullopt;
  return Waiting{*std::move(packet), {WarningReference{draft->reference}, draft->version}};
}

bool is_about_now(std::uint64_t stated, Millis now) {
  const Millis time = trust::to_millis(stated);
  return time <= now + trust::kClockTolerance && now <= time + trust::kClockTolerance;
}

// Times of the latest orders about each warning, delivered or still waiting.
struct Orders {
  std::map<WarningReference, std::uint64_t> hides, restores;
  bool is_hidden(WarningReference reference) const {
    const auto hide = hides.find(reference);
    if (hide == hides.end()) return false;
    const auto restore = restores.find(reference);
    return restore == restores.end() || hide->second >= restore->second;
  }
};

template <class Record>
void note_order(std::map<WarningReference, std::uint64_t>& latest, const records::Signed& envelope, Result<Record> (*decode)(ByteView)) {
  if (const auto order = decode(envelope.statement)) {
    std::uint64_t& at = latest[WarningReference{order->reference}];
    at = std::max<std::uint64_t>(at, order->ordered);
  }
}

Result<Orders> orders_of(Stores& stores, const std::vector<OutboxItem>& waiting) {
  PARASOL_TRY(auto hides, stores.outbox.copies(OutboxKind::kHide));
  PARASOL_TRY(auto restores, stores.outbox.copies(OutboxKind::kRestore));
  for (const auto& item : waiting) {
    if (item.kind == OutboxKind::kHide) hides.push_back(item.payload);
    if (item.kind == OutboxKind::kRestore) restores.push_back(item.payload);
  }
  Orders orders;
  for (const auto& copy : hides)
    if (const auto envelope = records::decode_signed(copy)) note_order(orders.hides, *envelope, records::decode_hide_order);
  for (const auto& copy : restores)
    if (const auto restore = records::decode_restore(copy); restore && !restore->orders.empty())
      note_order(orders.restores, restore->orders.front(), records::decode_restore_order);
  return orders;
}

struct Packets {
  std::optional<records::Packet> warning;
  std::vector<records::Packet> slots;
  std::vector<OutboxItem> items;  // all of them
  // Of each, in the order in which they were handed over, which is that of their rows in the slot map.
  struct Place {
    PacketId id;
    std::int64_t last_day;
    WithdrawalHashes sources;
  };
  std::vector<Place> places;
};

Result<Packets> check_packets(const Principal& who, const HandOver& wanted, const ByteArray<16>& deployment) {
  if (wanted.packets.empty() || wanted.packets.size() > kMostPackets) return invalid("packets");
  if (wanted.key_wrap.size() != kKeyWrapSize) return invalid("key_wrap");
  if (wanted.warn.empty()) return invalid("warn");
  Packets out;
  std::set<ByteArray<16>> ids;
  for (const auto& envelope : wanted.packets) {
    PARASOL_TRY(auto packet, trust::verify_signed_by(who.signing_key, envelope, records::decode_packet, deployment));
    PARASOL_CHECK_OK(check_shape(packet, wanted));
    if (!ids.insert(packet.packet).second) return invalid("packets.packet");
    out.items.push_back(outbox_item(OutboxKind::kPacket, records::encode(envelope)));
    out.places.push_back({PacketId{packet.packet}, day_of(trust::to_millis(packet.not_after)), packet.withdrawal_hashes});
    if (packet.kind == kSlotPacket) {
      out.slots.push_back(std::move(packet));
    } else {
      if (out.warning) return invalid("packets");
      out.warning = std::move(packet);
    }
  }
  if (out.places.size() != wanted.slot_map.size()) return invalid("slot_map");
  if (out.slots.empty() != wanted.check.empty()) return invalid("check");
  return out;
}

// The packet carries exactly what was signed for this version.
Status check_belongs(const Warning& warning, const records::Packet& packet) {
  PARASOL_TRY(const Drafted by, drafted(warning));
  if (packet.kind == kWarningPacket) {
    if (packet.reference != warning.reference.value) return invalid("packets.reference");
    if (packet.version != warning.version) return invalid("packets.version");
  }
  if (packet.artefact_hash != by.statement.artefact_hash) return invalid("packets.artefact_hash");
  if (!equals_stored(packet.draft, warning.draft)) return invalid("packets.draft");
  if (!equals_stored(packet.recognition, warning.recognition)) return invalid("packets.recognition");
  if (!equals_stored(packet.lead, warning.lead)) return invalid("packets.lead");
  return {};
}

struct Sources {
  std::set<ReportId> reports;
  Millis expires = 0;  // of the first to end
};

// Every receipt is live and opens to exactly this artefact.
Result<Sources> check_sources(Stores& stores, Scope scope, const std::vector<Opening>& openings, const ByteArray<32>& artefact_hash, Millis now) {
  const std::string field = scope == Scope::kWarn ? "warn" : "check";
  Sources sources;
  for (const auto& [id, opening] : openings) {
    PARASOL_TRY(const auto report, stores.reports.find_by_receipt(id));
    // An unknown receipt is answered like one that has ended.
    if (!report) return conflict(field, "a source does not permit this");
    PARASOL_TRY(const Consent consent, consent_of(stores, *report));
    const Receipt* receipt = consent.opens(id, scope, artefact_hash, opening, now);
    if (receipt == nullptr || !consent.permits(scope, now)) return conflict(field, "a source does not permit this");
    if (!sources.reports.insert(*report).second) return invalid(field, "one source twice");
    sources.expires = sources.reports.size() == 1 ? receipt->expires : std::min(sources.expires, receipt->expires);
  }
  return sources;
}

// It shows from today or within the longest delay, and no longer than its sources permit. Whole UTC days: a finer time would
// tell which report it comes from.
Status check_window(const records::Packet& packet, Millis expires, Millis now) {
  const Millis from = trust::to_millis(packet.not_before), until = trust::to_millis(packet.not_after);
  if (from % kDay != 0 || day_of(from) < day_of(now - trust::kClockTolerance) || from > now + Publishing::kLongestDelay + trust::kClockTolerance)
    return invalid("packets.not_before");
  if (until % kDay != 0 || until > expires) return invalid("packets.not_after");
  return {};
}

}  // namespace

std::string_view name_of(Showing showing) {
  switch (showing) {
    case Showing::kNo: return "no";
    case Showing::kPending: return "pending";
    case Showing::kWaiting: return "waiting";
    case Showing::kLive: return "live";
    case Showing::kHidden: return "hidden";
    case Showing::kGone: return "gone";
    case Showing::kMissing: return "missing";
    case Showing::kExpired: return "expired";
  }
  check_failed(__FILE__, __LINE__);
}

// ---- Hand-over ----

Result<HandedOver> Publishing::hand_over(const Principal& who, WarningReference reference, const HandOver& wanted) {
  PARASOL_TRY(const Packets packets, check_packets(who, wanted, installation_.deployment));
  const Millis now = clock_.now();

  // The answer was lost and the browser sent it again.
  PARASOL_TRY(const bool is_repeat, unit_.read([&](Stores& stores) -> Result<bool> {
    PARASOL_TRY(const auto warning, stores.warnings.find(reference));
    if (!warning || !who.team || warning->team != *who.team || warning->state != WarningState::kHandedOver) return false;
    if (packets.warning) {
      PARASOL_TRY(const auto content, stores.warnings.content(reference, warning->version));
      if (packets.warning->version != warning->version || content != packets.warning->payload) return false;
    }
    PARASOL_TRY(const auto rows, stores.warnings.slot_rows(warning->team));
    return std::all_of(packets.places.begin(), packets.places.end(), [&](const Packets::Place& place) {
      return std::any_of(rows.begin(), rows.end(), [&](const SlotRow& row) { return row.packet == place.id; });
    });
  }));

  if (!is_repeat) {
    PARASOL_CHECK_OK(with_audit(unit_, audit_by(who, AuditAction::kWarningHandedOver, reference.value), now, [&](Stores& stores) -> Status {
      PARASOL_TRY(Warning warning, find_warning(stores, who, reference));
      PARASOL_TRY(const bool is_hers, has_worked_on(warning, who.signing_key));
      if (is_hers) return conflict("reference", "her own draft");
      PARASOL_TRY(warning.state, next_state(warning_lifecycle(), warning.state, WarningEvent::kHandOver, who.role));
      if (warning.level == RecognitionLevel::kHigh && !warning.lead) return conflict("lead", "a case lead has not signed");
      PARASOL_TRY(const Drafted by, drafted(warning));

      PARASOL_TRY(const Sources warn, check_sources(stores, Scope::kWarn, wanted.warn, by.statement.artefact_hash, now));
      PARASOL_TRY(const Sources check, check_sources(stores, Scope::kCheck, wanted.check, by.statement.artefact_hash, now));
      if (!std::includes(warn.reports.begin(), warn.reports.end(), check.reports.begin(), check.reports.end()))
        return invalid("check", "not a source of the warning");

      PARASOL_TRY(const auto published, stores.warnings.content(reference, warning.version));
      if (published.has_value() == packets.warning.has_value()) return conflict("packets", published ? "the warning is in the list" : "no warning");
      if (packets.warning) {
        PARASOL_TRY(const auto epoch, stores.trust.last_group_epoch());
        if (!epoch || epoch->number != wanted.group_epoch) return conflict("group_epoch", "not the current one");
        PARASOL_CHECK_OK(check_belongs(warning, *packets.warning));
        PARASOL_CHECK_OK(check_window(*packets.warning, warn.expires, now));
        const Publication publication{reference,
                                      warning.version,
                                      wanted.group_epoch,
                                      wanted.key_wrap,
                                      day_of(trust::to_millis(packets.warning->not_before)),
                                      day_of(trust::to_millis(packets.warning->not_after))};
        PARASOL_CHECK_OK(stores.warnings.publish(publication, packets.warning->payload, packets.warning->withdrawal_hashes));
      }
      for (const records::Packet& slot : packets.slots) {
        PARASOL_CHECK_OK(check_belongs(warning, slot));
        PARASOL_CHECK_OK(check_window(slot, check.expires, now));
      }
      for (std::size_t i = 0; i < packets.places.size(); ++i) {
        PARASOL_CHECK_OK(check_sealed_to_editors(stores, warning.team, wanted.slot_map[i], "slot_map"));
        const Packets::Place& place = packets.places[i];
        PARASOL_CHECK_OK(stores.warnings.add_slot_row({place.id, warning.team, wanted.slot_map[i], place.last_day}, place.sources));
      }
      for (const auto& item : packets.items) PARASOL_CHECK_OK(stores.outbox.add(item));
      warning.day = day_of(now);
      return stores.warnings.update(warning);
    }));
  }

  static_cast<void>(courier_.deliver());  // a job tries again
  return unit_.read([&](Stores& stores) -> Result<HandedOver> {
    PARASOL_TRY(const Warning warning, find_warning(stores, who, reference));
    HandedOver out{warning.state, warning.state == WarningState::kHandedOver};
    for (const auto& item : packets.items) {
      PARASOL_TRY(const bool is_pending, stores.outbox.is_pending(item.key));
      if (is_pending) out.is_accepted = false;
    }
    return out;
  });
}

Status note_refused(Stores& stores, const OutboxItem& item, Millis now) {
  const auto refused = packet_in(item);
  if (!refused) return {};
  const records::Packet& packet = refused->packet;
  const auto& [reference, number] = refused->version;
  PARASOL_CHECK_OK(stores.warnings.remove_slot_row(PacketId{packet.packet}));
  // Nothing goes back of what its sources have withdrawn meanwhile.
  PARASOL_TRY(const auto published, stores.warnings.content(reference, number));
  if (!published) return {};
  if (packet.kind == kWarningPacket) PARASOL_CHECK_OK(stores.warnings.unpublish(reference, number));
  PARASOL_TRY(auto warning, stores.warnings.find(reference));
  if (!warning || warning->version != number || warning->state != WarningState::kHandedOver) return {};
  PARASOL_TRY(warning->state, next_state(warning_lifecycle(), warning->state, WarningEvent::kRefuse, std::nullopt));
  warning->day = day_of(now);
  PARASOL_CHECK_OK(stores.warnings.update(*warning));
  return append_audit(stores, {AuditAction::kWarningRefused, std::nullopt, std::nullopt, reference.value, std::nullopt, false}, now);
}

Status note_struck(Stores& stores, const OutboxItem& item, ByteView acknowledgement, Millis now) {
  const auto envelope = records::decode_signed(acknowledgement);
  const auto stated = envelope ? records::decode_strike_acknowledgement(envelope->statement) : Result<records::StrikeAcknowledgement>(envelope.error());
  // What says nothing is kept for whoever withdrew, who will not take it for a confirmation.
  if (!stated || stated->hash != item.key) return {};
  PARASOL_TRY(const auto erased, stores.warnings.strike(item.key, day_of(trust::to_millis(stated->gone_by))));
  for (const auto& [reference, version] : erased) {
    PARASOL_TRY(auto warning, stores.warnings.find(reference));
    // A newer version goes its own way.
    if (!warning || warning->version != version || warning->state != WarningState::kHandedOver) continue;
    PARASOL_TRY(warning->state, next_state(warning_lifecycle(), warning->state, WarningEvent::kWithdraw, std::nullopt));
    warning->day = day_of(now);
    PARASOL_CHECK_OK(stores.warnings.update(*warning));
    PARASOL_CHECK_OK(append_audit(stores, {AuditAction::kWarningWithdrawn, std::nullopt, std::nullopt, reference.value, std::nullopt, false}, now));
  }
  return {};
}

// ---- Hide and restore ----

namespace {

// A restore of this warning that both have signed, on its way to listd or taken by it, one of its two orders being such a one.
template <class IsOne>
Result<std::optional<records::Restore>> find_restore(Stores& stores, WarningReference reference, IsOne&& is_one) {
  PARASOL_TRY(auto known, stores.outbox.copies(OutboxKind::kRestore));
  PARASOL_TRY(const auto waiting, stores.outbox.pending(kEveryItem));
  for (const auto& item : waiting)
    if (item.kind == OutboxKind::kRestore) known.push_back(item.payload);
  for (const auto& content : known) {
    const auto both = records::decode_restore(content);
    if (!both || both->orders.size() != 2) continue;
    const auto order = records::decode_restore_order(both->orders.front().statement);
    if (order && order->reference == reference.value && std::any_of(both->orders.begin(), both->orders.end(), is_one)) return std::optional(*both);
  }
  return std::optional<records::Restore>();
}

}  // namespace

// A warning of ours, or one that only the list still knows.
Result<bool> Publishing::is_known(WarningReference reference) {
  PARASOL_TRY(const auto warning, unit_.read([&](Stores& stores) { return stores.warnings.find(reference); }));
  if (warning) return true;
  const auto index = list_.index();
  return index && std::any_of(index->entries.begin(), index->entries.end(),
                              [&](const records::LiveEntry& entry) { return entry.reference == reference.value; });
}

Result<bool> Publishing::hide(const Principal& who, WarningReference reference, const records::Signed& envelope) {
  if (!who.has_role({Role::kAlertEditor, Role::kCaseLead, Role::kDataProtectionOfficer})) return failure(ErrorCode::kNotFound);
  const Millis now = clock_.now();
  PARASOL_TRY(const bool is_ours, is_known(reference));
  const OutboxItem item = outbox_item(OutboxKind::kHide, records::encode(envelope));
  PARASOL_CHECK_OK(with_audit(unit_, audit_by(who, AuditAction::kWarningHidden, reference.value), now, [&](Stores& stores) -> Status {
    if (!is_ours) return failure(ErrorCode::kNotFound);
    PARASOL_TRY(const auto order, trust::verify_signed_by(who.signing_key, envelope, records::decode_hide_order, installation_.deployment));
    if (order.reference != reference.value) return invalid("order.reference");
    if (!is_about_now(order.ordered, now)) return invalid("order.ordered");
    return stores.outbox.add(item);
  }));
  static_cast<void>(courier_.deliver());
  return unit_.read([&](Stores& stores) -> Result<bool> {
    PARASOL_TRY(const auto copy, stores.outbox.answer(item.key));
    return copy.has_value();
  });
}

Result<RestoreState> Publishing::restore(const Principal& who, WarningReference reference, const records::Signed& envelope) {
  if (!who.has_role({Role::kCaseLead, Role::kDataProtectionOfficer})) return failure(ErrorCode::kNotFound);
  const Millis now = clock_.now();
  // The answer was lost and the browser sent it again.
  if (envelope.signer == who.signing_key) {
    PARASOL_TRY(const auto waiting, unit_.read([&](Stores& stores) { return stores.warnings.find_restore(reference); }));
    if (waiting && waiting->order == records::encode(envelope)) return RestoreState::kWaiting;
    PARASOL_TRY(const auto both, unit_.read([&](Stores& stores) {
      return find_restore(stores, reference, [&](const records::Signed& order) { return order == envelope; });
    }));
    if (both) return deliver(*both);
  }

  PARASOL_TRY(const bool is_ours, is_known(reference));
  // The first signature if it is the other one's, over the same order.
  const auto other_half = [&](Stores& stores) -> Result<std::optional<records::Signed>> {
    PARASOL_TRY(const auto waiting, stores.warnings.find_restore(reference));
    if (!waiting || waiting->role == who.role) return std::optional<records::Signed>();
    PARASOL_TRY(auto first, records::decode_signed(waiting->order));
    if (first.statement != envelope.statement) return std::optional<records::Signed>();
    return std::optional(std::move(first));
  };
  PARASOL_TRY(const auto before, unit_.read(other_half));
  const auto action = before ? AuditAction::kWarningRestored : AuditAction::kWarningRestoreAsked;
  records::Restore both;
  PARASOL_TRY(const auto state, with_audit(unit_, audit_by(who, action, reference.value), now, [&](Stores& stores) -> Result<RestoreState> {
    if (!is_ours) return failure(ErrorCode::kNotFound);
    PARASOL_TRY(const auto order, trust::verify_signed_by(who.signing_key, envelope, records::decode_restore_order, installation_.deployment));
    if (order.reference != reference.value) return invalid("order.reference");
    PARASOL_TRY(const auto first, other_half(stores));
    if (first.has_value() != before.has_value()) return conflict("order", "somebody else was quicker");
    if (!first) {
      if (!is_about_now(order.ordered, now)) return invalid("order.ordered");
      PARASOL_CHECK_OK(stores.warnings.put_restore({reference, who.role, records::encode(envelope)}));
      return RestoreState::kWaiting;
    }
    both.orders = {*first, envelope};
    PARASOL_CHECK_OK(stores.outbox.add(outbox_item(OutboxKind::kRestore, records::encode(both))));
    PARASOL_CHECK_OK(stores.warnings.remove_restore(reference));
    return RestoreState::kAsked;
  }));
  return state == RestoreState::kAsked ? deliver(both) : state;
}

Result<RestoreState> Publishing::deliver(const records::Restore& both) {
  static_cast<void>(courier_.deliver());
  return unit_.read([&](Stores& stores) -> Result<RestoreState> {
    PARASOL_TRY(const auto copy, stores.outbox.answer(crypto::sha256(records::encode(both))));
    return copy ? RestoreState::kRestored : RestoreState::kAsked;
  });
}

Result<std::optional<Bytes>> Publishing::restore_to_sign(const Principal& who, WarningReference reference) {
  if (!who.has_role({Role::kCaseLead, Role::kDataProtectionOfficer})) return failure(ErrorCode::kNotFound);
  return unit_.read([&](Stores& stores) -> Result<std::optional<Bytes>> {
    PARASOL_TRY(auto waiting, stores.warnings.find_restore(reference));
    if (waiting) return std::optional(std::move(waiting->order));
    PARASOL_TRY(const auto items, stores.outbox.pending(kEveryItem));
    PARASOL_TRY(const Orders latest, orders_of(stores, items));
    if (latest.is_hidden(reference)) return std::optional<Bytes>();
    const auto is_hers = [&](const records::Signed& order) { return order.signer == who.signing_key; };
    PARASOL_TRY(const auto both, find_restore(stores, reference, is_hers));
    if (!both) return std::optional<Bytes>();
    return std::optional(records::encode(*std::find_if_not(both->orders.begin(), both->orders.end(), is_hers)));
  });
}

// ---- What shows ----

Result<std::vector<SlotRow>> Publishing::slot_map(const Principal& who) {
  if (!who.team || !vocabulary::entry(who.role).receives_editors_key) return failure(ErrorCode::kNotFound);
  return unit_.read([&](Stores& stores) { return stores.warnings.slot_rows(*who.team); });
}

Result<std::vector<DeskWarning>> Publishing::list(const Principal& who) {
  if (!who.team) return failure(ErrorCode::kNotFound);
  const auto index = list_.index();
  std::set<Version> live;
  if (index)
    for (const auto& entry : index->entries) live.emplace(WarningReference{entry.reference}, entry.version);
  const std::int64_t today = day_of(clock_.now());

  return unit_.read([&](Stores& stores) -> Result<std::vector<DeskWarning>> {
    PARASOL_TRY(const auto heads, stores.warnings.of_team(*who.team));
    PARASOL_TRY(const auto publications, stores.warnings.publications());
    PARASOL_TRY(const auto waiting, stores.outbox.pending(kEveryItem));
    PARASOL_TRY(const Orders orders, orders_of(stores, waiting));
    std::map<Version, const Publication*> published;
    for (const auto& publication : publications) published.emplace(Version{publication.reference, publication.version}, &publication);
    std::set<Version> pending;
    for (const auto& item : waiting)
      if (const auto packet = packet_in(item)) pending.insert(packet->version);
    const auto showing = [&](const WarningHead& head) {
      const Version version{head.reference, head.version};
      const auto found = published.find(version);
      if (found == published.end()) return head.state == WarningState::kHandedOver ? Showing::kGone : Showing::kNo;
      if (live.contains(version)) return Showing::kLive;
      if (found->second->last_day <= today) return Showing::kExpired;
      if (orders.is_hidden(version.first)) return Showing::kHidden;
      if (pending.contains(version) || !index) return Showing::kPending;
      if (today <= found->second->first_day) return Showing::kWaiting;
      const auto newer = published.upper_bound(version);
      const bool is_replaced = newer != published.end() && newer->first.first == version.first && newer->second->first_day <= today;
      return is_replaced ? Showing::kGone : Showing::kMissing;
    };
    std::vector<DeskWarning> out;
    for (const auto& head : heads) out.push_back({head, showing(head)});
    return out;
  });
}

Result<LiveWarnings> Publishing::live(const Principal& who) {
  if (!vocabulary::entry(who.role).receives_group_key) return failure(ErrorCode::kNotFound);
  PARASOL_TRY(const records::LiveIndex index, list_.index());
  std::map<Version, ByteArray<32>> live;
  for (const auto& entry : index.entries) live.emplace(Version{WarningReference{entry.reference}, entry.version}, entry.hash);

  return unit_.read([&](Stores& stores) -> Result<LiveWarnings> {
    LiveWarnings out;
    PARASOL_TRY(auto publications, stores.warnings.publications());
    for (auto& publication : publications) {
      const auto entry = live.find({publication.reference, publication.version});
      if (entry == live.end()) continue;
      PARASOL_TRY(auto content, stores.warnings.content(publication.reference, publication.version));
      // Other bytes than those that the list names are not that warning.
      if (!content || crypto::sha256(*content) != entry->second) continue;
      out.warnings.push_back({std::move(publication), *std::move(content)});
    }
    out.missing = live.size() - out.warnings.size();
    return out;
  });
}

Result<std::vector<Publication>> Publishing::publications(const Principal& who) {
  if (who.role != Role::kCaseLead) return failure(ErrorCode::kNotFound);
  return unit_.read([&](Stores& stores) { return stores.warnings.publications(); });
}

}  // namespace parasol::domain
