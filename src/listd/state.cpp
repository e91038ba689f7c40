#include "listd/state.h"

#include <algorithm>

#include "crypto/primitives.h"

namespace parasol::listd {
namespace {

using trust::Role;
using trust::to_millis;
using trust::to_u53;

constexpr std::uint8_t kHighRecognition = static_cast<std::uint8_t>(vocabulary::RecognitionLevel::kHigh);

Error conflict(std::string field, std::string detail = {}) {
  return {ErrorCode::kConflict, std::move(field), std::move(detail)};
}

bool is_zero(ByteView bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
}

}  // namespace

ListState::ListState(const records::TrustStatement& trust, std::vector<CheckEpoch> check_epochs)
    : deployment_(trust.deployment),
      list_key_(trust.list_key),
      system_key_(trust.system_key),
      check_epochs_(std::move(check_epochs)),
      registry_(trust, trust::Admits::kStaffOnly) {
  PARASOL_CHECK(!check_epochs_.empty());
}

Result<Applied> ListState::apply(Operation operation, ByteView body, Millis now) {
  const auto with_signed = [&](auto&& accepts) -> Result<Applied> {
    PARASOL_TRY(const records::Signed envelope, records::decode_signed(body));
    PARASOL_TRY(const Added added, accepts(envelope));
    return Applied{added};
  };
  switch (operation) {
    case Operation::kEnrol: {
      PARASOL_TRY(const records::Enrolment enrolment, records::decode_enrolment(body));
      PARASOL_TRY(const Added added, registry_.enrol(enrolment, now));
      return Applied{added};
    }
    case Operation::kRemember: {
      PARASOL_TRY(const records::Enrolment enrolment, records::decode_enrolment(body));
      PARASOL_TRY(const Added added, registry_.remember(enrolment));
      return Applied{added};
    }
    case Operation::kRevoke:
      return with_signed([&](const auto& envelope) { return registry_.revoke(envelope); });
    case Operation::kTeamEpoch:
      return with_signed([&](const auto& envelope) { return registry_.add_team_epoch(envelope); });
    case Operation::kGroupEpoch:
      return with_signed([&](const auto& envelope) { return registry_.add_group_epoch(envelope); });
    case Operation::kAccept:
      return with_signed([&](const auto& envelope) { return accept(envelope, now); });
    case Operation::kStrike:
      return with_signed([&](const auto& envelope) { return strike(envelope); });
    case Operation::kHide:
      return with_signed([&](const auto& envelope) { return hide(envelope, now, Source::kCall); });
    case Operation::kRestore: {
      PARASOL_TRY(const records::Restore orders, records::decode_restore(body));
      PARASOL_TRY(const Added added, restore(orders, now, Source::kCall));
      return Applied{added};
    }
    case Operation::kCanary:
      return with_signed([&](const auto& envelope) { return note_canary(envelope, now); });
    case Operation::kReplay: {
      PARASOL_TRY(const records::Replay copies, records::decode_replay(body));
      return replay(copies, now);
    }
    case Operation::kStatus:
    case Operation::kReplayDone:
    case Operation::kPackets:
      break;
  }
  return invalid("operation");
}

// ---- Packets ----

Result<Added> ListState::accept(const records::Signed& envelope, Millis now) {
  PARASOL_TRY(records::Packet packet, records::decode_packet(envelope.statement));
  const Hash envelope_hash = crypto::sha256(records::encode(envelope));
  if (const auto known = index_of_.find(packet.packet); known != index_of_.end()) {
    if (packets_[known->second].envelope_hash == envelope_hash) return Added::kAlready;
    return conflict("packet", "this id has other bytes");
  }
  PARASOL_CHECK_OK(check_form(packet, now));
  PARASOL_TRY(const Reference reference, check_signers(envelope, packet));
  PARASOL_CHECK_OK(check_place(packet, reference, now));

  Packet entry;
  entry.id = packet.packet;
  entry.envelope_hash = envelope_hash;
  entry.packet_hash = crypto::sha256(envelope.statement);
  entry.kind = PacketKind{packet.kind};
  entry.epoch = packet.epoch;
  entry.prefix = packet.prefix;
  entry.reference = reference;
  entry.version = packet.version;
  entry.payload_hash = crypto::sha256(packet.payload);
  entry.not_before = to_millis(packet.not_before);
  entry.not_after = to_millis(packet.not_after);
  entry.sources = std::move(packet.withdrawal_hashes);
  entry.replaces = packet.replaces;
  entry.normaliser = std::move(packet.normaliser);
  entry.accepted = now;

  const std::size_t index = packets_.size();
  index_of_.emplace(entry.id, index);
  for (const Hash& source : entry.sources) packets_of_source_[source].push_back(index);
  if (entry.kind == PacketKind::kSlot) {
    entry.slot = to_array<kSlotSize>(packet.payload);
    packets_of_tag_[slot_tag(*entry.slot)].push_back(index);
  } else {
    ++warnings_;
    warnings_of_reference_[reference].push_back(index);
  }
  for (auto next = entry.replaces; next;) {
    Packet& replaced = packets_[index_of_.at(*next)];
    replaced.superseded_from = std::min(replaced.superseded_from, entry.not_before);
    next = replaced.replaces;
  }
  packets_.push_back(std::move(entry));
  return Added::kNew;
}

Status ListState::check_form(const records::Packet& packet, Millis now) const {
  if (packet.deployment != deployment_) return invalid("deployment");
  if (packet.kind == static_cast<std::uint8_t>(PacketKind::kSlot)) {
    if (packet.payload.size() != kSlotSize) return invalid("payload");
    if (!is_zero(packet.reference)) return invalid("reference");
    if (packet.version != 0) return invalid("version");
    const bool is_ours = std::any_of(check_epochs_.begin(), check_epochs_.end(),
                                     [&](const CheckEpoch& epoch) { return epoch.statement.epoch == packet.epoch; });
    if (!is_ours) return conflict("epoch");
  } else if (packet.kind == static_cast<std::uint8_t>(PacketKind::kWarning)) {
    if (packet.payload.empty()) return invalid("payload");
    if (is_zero(packet.reference)) return invalid("reference");
    if (packet.prefix != 0) return invalid("prefix");
    if (!packet.normaliser.empty()) return invalid("normaliser");
  } else {
    return invalid("kind");
  }
  if (packet.not_before >= packet.not_after) return invalid("not_before");
  if (to_millis(packet.not_after) > now + kLongestWindow) return invalid("not_after");
  if (to_millis(packet.not_after) <= now) return conflict("not_after", "window is over");
  const std::set<Hash> sources(packet.withdrawal_hashes.begin(), packet.withdrawal_hashes.end());
  if (sources.empty() || sources.size() != packet.withdrawal_hashes.size()) return invalid("withdrawal_hashes");
  return {};
}

// Drafter, recogniser, lead and approver stand behind one artefact of one warning. Answers the warning's reference.
Result<Reference> ListState::check_signers(const records::Signed& envelope, const records::Packet& packet) const {
  PARASOL_CHECK_OK(trust::verify_signature(envelope));
  PARASOL_CHECK_OK(require_role(envelope.signer, {Role::kAlertEditor}, Source::kCall, "signer"));

  PARASOL_TRY(const auto draft, trust::verify_signed(packet.draft, records::decode_draft_statement, deployment_));
  PARASOL_CHECK_OK(require_role(packet.draft.signer, {Role::kCaseworker, Role::kCaseLead, Role::kAlertEditor},
                                Source::kCall, "draft"));
  if (packet.draft.signer == envelope.signer) return Error{ErrorCode::kUnauthorised, "draft", "approves her own draft"};
  if (draft.artefact_hash != packet.artefact_hash) return invalid("draft.artefact_hash");
  if (packet.kind == static_cast<std::uint8_t>(PacketKind::kWarning)) {
    if (draft.reference != packet.reference) return invalid("draft.reference");
    if (draft.version != packet.version) return invalid("draft.version");
  }

  PARASOL_TRY(const auto recognition,
              trust::verify_signed(packet.recognition, records::decode_recognition_record, deployment_));
  PARASOL_CHECK_OK(require_role(packet.recognition.signer, {Role::kCaseworker, Role::kCaseLead}, Source::kCall,
                                "recognition"));
  if (recognition.artefact_hash != packet.artefact_hash) return invalid("recognition.artefact_hash");
  if (recognition.reference != draft.reference) return invalid("recognition.reference");
  if (!vocabulary::recognition_level_from_wire(recognition.level)) return invalid("recognition.level");

  if (!packet.lead) {
    if (recognition.level == kHighRecognition) return invalid("lead");
    return draft.reference;
  }
  PARASOL_TRY(const auto lead, trust::verify_signed(*packet.lead, records::decode_lead_statement, deployment_));
  PARASOL_CHECK_OK(require_role(packet.lead->signer, {Role::kCaseLead}, Source::kCall, "lead"));
  if (packet.lead->signer == packet.draft.signer || packet.lead->signer == packet.recognition.signer)
    return Error{ErrorCode::kUnauthorised, "lead", "not a third person"};
  if (lead.artefact_hash != packet.artefact_hash) return invalid("lead.artefact_hash");
  if (lead.reference != draft.reference) return invalid("lead.reference");
  return draft.reference;
}

// No struck source, and nothing else in its place except what it replaces.
Status ListState::check_place(const records::Packet& packet, const Reference& reference, Millis now) const {
  for (const Hash& source : packet.withdrawal_hashes)
    if (is_struck(source)) return conflict("withdrawal_hashes", "a source was withdrawn");
  if (packet.replaces) {
    const auto replaced = index_of_.find(*packet.replaces);
    if (replaced == index_of_.end()) return conflict("replaces");
    const Packet& other = packets_[replaced->second];
    if (static_cast<std::uint8_t>(other.kind) != packet.kind || other.reference != reference) return invalid("replaces");
  }
  const auto is_taken = [&](const auto& book, const ByteArray<16>& place) {
    const auto others = book.find(place);
    return others != book.end() && std::any_of(others->second.begin(), others->second.end(), [&](std::size_t index) {
      return may_still_show(packets_[index], now) && !replaces(packet.replaces, index);
    });
  };
  if (packet.kind == static_cast<std::uint8_t>(PacketKind::kSlot)) {
    const SlotTag tag = slot_tag(*to_array<kSlotSize>(packet.payload));
    for (const CheckEpoch& epoch : check_epochs_)
      for (const records::CanaryPacket& canary : epoch.canaries)
        if (slot_tag(canary.slot) == tag) return conflict("payload", "tag of a canary");
    if (is_taken(packets_of_tag_, tag)) return conflict("payload", "tag is taken");
  } else {
    if (is_taken(warnings_of_reference_, reference)) return conflict("reference", "reference is taken");
    if (warnings_ >= kMaxWarnings) return failure(ErrorCode::kTooLarge, "warnings");
  }
  if (packets_.size() >= kMaxPackets) return failure(ErrorCode::kTooLarge, "packets");
  return {};
}

// True if a packet that replaces `first` replaces the packet at `index`, directly or through others.
bool ListState::replaces(const std::optional<PacketId>& first, std::size_t index) const {
  for (auto next = first; next;) {
    const std::size_t at = index_of_.at(*next);
    if (at == index) return true;
    next = packets_[at].replaces;
  }
  return false;
}

Status ListState::require_role(const Key& signer, std::initializer_list<Role> allowed, Source source,
                               std::string_view field) const {
  std::optional<Role> role = registry_.role_of(signer);
  if (source == Source::kCopy) {
    if (const trust::Person* person = registry_.find_known(signer)) role = person->role;
  }
  if (!role || std::find(allowed.begin(), allowed.end(), *role) == allowed.end())
    return Error{ErrorCode::kUnauthorised, std::string(field), "signer's role"};
  return {};
}

std::optional<records::PacketAcceptance> ListState::acceptance(const PacketId& id) const {
  const auto found = index_of_.find(id);
  if (found == index_of_.end()) return std::nullopt;
  const Packet& packet = packets_[found->second];
  return records::PacketAcceptance{deployment_, packet.id, packet.packet_hash, to_u53(packet.accepted)};
}

// ---- Strikes, hides, restores ----

records::StrikeAcknowledgement ListState::acknowledgement(const Hash& hash, Millis now) const {
  if (const auto known = strikes_.find(hash); known != strikes_.end()) return known->second;
  Millis gone_by = now;
  if (const auto named = packets_of_source_.find(hash); named != packets_of_source_.end()) {
    for (const std::size_t index : named->second) {
      const Packet& packet = packets_[index];
      const bool has_other_source = std::any_of(packet.sources.begin(), packet.sources.end(), [&](const Hash& source) {
        return source != hash && !is_struck(source);
      });
      const Millis end = std::min(grace_end(packet), now + kGraceAfterStrike);
      const bool is_over = now >= packet.not_after || now >= packet.superseded_from || end <= packet.not_before;
      if (has_other_source && !is_over) gone_by = std::max(gone_by, end);
    }
  }
  return {deployment_, hash, to_u53(now), to_u53(gone_by)};
}

Result<Added> ListState::strike(const records::Signed& envelope) {
  PARASOL_TRY(const auto acknowledgement,
              trust::verify_signed_by(list_key_, envelope, records::decode_strike_acknowledgement, deployment_));
  const auto [known, is_new] = strikes_.emplace(acknowledgement.hash, acknowledgement);
  if (is_new) return Added::kNew;
  // Of two answers to one secret, given before and after the file was set back, the earlier counts.
  const auto order = [](const records::StrikeAcknowledgement& a) { return std::pair(a.struck_at, a.gone_by); };
  if (order(known->second) <= order(acknowledgement)) return Added::kAlready;
  known->second = acknowledgement;
  return Added::kNew;
}

Result<Added> ListState::hide(const records::Signed& envelope, Millis now, Source source) {
  PARASOL_TRY(const auto order, trust::verify_signed(envelope, records::decode_hide_order, deployment_));
  const auto known = orders_.find(order.reference);
  if (known != orders_.end() && known->second.hides.contains(order.ordered)) return Added::kAlready;
  // It only takes away, and may come late: whoever signed it may have been revoked since.
  PARASOL_CHECK_OK(require_role(envelope.signer, {Role::kAlertEditor, Role::kCaseLead, Role::kDataProtectionOfficer},
                                Source::kCopy, "signer"));
  if (to_millis(order.ordered) > now + trust::kClockTolerance) return invalid("ordered");
  // Whoever hides must not believe it hidden when a later restore stands.
  if (source == Source::kCall && known != orders_.end() && !known->second.restores.empty() &&
      order.ordered < *known->second.restores.rbegin())
    return conflict("ordered", "restored later than that");
  orders_[order.reference].hides.insert(order.ordered);
  return Added::kNew;
}

Result<Added> ListState::restore(const records::Restore& restore, Millis now, Source source) {
  if (restore.orders.size() != 2) return invalid("orders");
  const records::Signed& first = restore.orders[0];
  const records::Signed& second = restore.orders[1];
  if (first.statement != second.statement) return invalid("orders");
  PARASOL_TRY(const auto order, trust::verify_signed(first, records::decode_restore_order, deployment_));
  PARASOL_CHECK_OK(trust::verify_signature(second));
  const auto known = orders_.find(order.reference);
  if (known != orders_.end() && known->second.restores.contains(order.ordered)) return Added::kAlready;
  const auto one = registry_.role_of(first.signer);
  const auto other = registry_.role_of(second.signer);
  const bool has_both = (one == Role::kCaseLead && other == Role::kDataProtectionOfficer) ||
                        (one == Role::kDataProtectionOfficer && other == Role::kCaseLead);
  if (!has_both) return Error{ErrorCode::kUnauthorised, "orders", "needs case lead and data-protection officer"};
  if (to_millis(order.ordered) > now + trust::kClockTolerance) return invalid("ordered");
  if (source == Source::kCall) {
    if (!is_hidden(order.reference)) return conflict("reference", "not hidden");
    if (order.ordered <= *known->second.hides.rbegin()) return conflict("ordered", "hidden later than that");
  }
  orders_[order.reference].restores.insert(order.ordered);
  return Added::kNew;
}

Result<Added> ListState::note_canary(const records::Signed& envelope, Millis now) {
  PARASOL_TRY(const auto report,
              trust::verify_signed_by(system_key_, envelope, records::decode_canary_report, deployment_));
  const bool is_ours = std::any_of(check_epochs_.begin(), check_epochs_.end(),
                                   [&](const CheckEpoch& epoch) { return epoch.statement.epoch == report.epoch; });
  if (!is_ours) return conflict("epoch");
  if (to_millis(report.checked) > now + trust::kClockTolerance) return invalid("checked");
  std::uint64_t& at = canary_at_[report.epoch];
  if (report.checked <= at) return Added::kAlready;
  at = report.checked;
  return Added::kNew;
}

// The union wins; what does not verify is passed over.
Applied ListState::replay(const records::Replay& copies, Millis now) {
  Applied total;
  const auto note = [&](const Result<Added>& result) {
    if (!result) {
      ++total.refused;
    } else if (*result == Added::kNew) {
      total.added = Added::kNew;
    }
  };
  const auto note_removal = [&](const Result<Added>& result) {
    note(result);
    if (!result) ++total.refused_removals;
  };
  for (const records::Signed& acknowledgement : copies.strikes) note(strike(acknowledgement));
  for (const records::Signed& order : copies.hides) note_removal(hide(order, now, Source::kCopy));
  // A restore may come before its hide: another Replay brings that. Its signers must still be what they were.
  for (const records::Restore& orders : copies.restores) note(restore(orders, now, Source::kCopy));
  for (const records::Signed& revocation : copies.revocations) note_removal(registry_.revoke(revocation));
  return total;
}

// ---- What shows ----

bool ListState::is_hidden(const Reference& reference) const {
  const auto found = orders_.find(reference);
  return found != orders_.end() && found->second.is_hidden();
}

bool ListState::is_struck_out(const Packet& packet) const {
  return std::all_of(packet.sources.begin(), packet.sources.end(), [&](const Hash& source) { return is_struck(source); });
}

Millis ListState::grace_end(const Packet& packet) const {
  Millis end = kNever;
  for (const Hash& source : packet.sources) {
    if (const auto found = strikes_.find(source); found != strikes_.end())
      end = std::min(end, to_millis(found->second.struck_at) + kGraceAfterStrike);
  }
  return end;
}

bool ListState::is_gone(const Packet& packet, Millis now) const {
  if (now >= packet.not_after || is_struck_out(packet) || is_hidden(packet.reference)) return true;
  const Millis end = grace_end(packet);
  // With a struck source it does not wait for the turn at which it would be dropped anyway: because its replacement
  // begins, or because the clock was set back.
  return now >= end || (end != kNever && (now < packet.not_before || now >= packet.superseded_from));
}

// Unlike is_gone: a hidden packet may be restored.
bool ListState::may_still_show(const Packet& packet, Millis now) const {
  return now < packet.not_after && now < packet.superseded_from && now < grace_end(packet) && !is_struck_out(packet);
}

std::vector<std::size_t> ListState::shown_at(Millis now) const {
  std::vector<std::size_t> shown;
  Set<SlotTag> tags;
  Set<Reference> references;
  for (std::size_t index = packets_.size(); index-- > 0;) {
    const Packet& packet = packets_[index];
    if (now < packet.not_before || now >= packet.superseded_from || is_gone(packet, now)) continue;
    if (packet.kind == PacketKind::kSlot) {
      if (packet.epoch != current_epoch().statement.epoch) continue;
      if (!tags.insert(slot_tag(*packet.slot)).second) continue;
    } else if (!references.insert(packet.reference).second) {
      continue;
    }
    shown.push_back(index);
  }
  std::reverse(shown.begin(), shown.end());
  return shown;
}

Millis ListState::canary_at() const {
  const auto found = canary_at_.find(current_epoch().statement.epoch);
  return found == canary_at_.end() ? 0 : to_millis(found->second);
}

records::Keyring ListState::keyring() const {
  records::Keyring keyring;
  keyring.deployment = deployment_;
  keyring.links = registry_.staff_links();
  keyring.team_epochs = registry_.team_epochs();
  keyring.group_epochs = registry_.group_epochs();
  for (const CheckEpoch& epoch : check_epochs_) keyring.check_epochs.push_back(epoch.envelope);
  keyring.revocations = registry_.revocations();
  return keyring;
}

}  // namespace parasol::listd
