#include "domain/linkage.h"

#include <algorithm>
#include <map>
#include <set>

#include "crypto/envelope.h"
#include "crypto/primitives.h"
#include "domain/accounts.h"
#include "domain/desk.h"
#include "domain/ports/trust_store.h"

namespace parasol::domain {
namespace {

using vocabulary::AuditAction;
using vocabulary::Role;

// What LINK is about; its receipt names both.
constexpr ReportSection kCompared[] = {ReportSection::kSubject, ReportSection::kEvent};

// The team of somebody who may compare.
Result<TeamId> comparing_team(const Principal& who) {
  if (!who.team || !receives(who.role, WrapPurpose::kLink)) return failure(ErrorCode::kNotFound);
  return *who.team;
}

// The live receipt that permits comparing: of this purpose, and naming what is compared. nullptr if there is none.
const Receipt* lets_compare(const Consent& consent, Millis now) {
  const Receipt* receipt = consent.live(Scope::kLink, now);
  if (receipt == nullptr || receipt->purpose != vocabulary::Purpose::kCompare) return nullptr;
  return std::ranges::all_of(kCompared, [&](ReportSection section) { return receipt->sections.contains(section); }) ? receipt : nullptr;
}

Result<bool> is_live(Stores& stores, const LinkEntry& entry, Millis now) {
  PARASOL_TRY(const Consent consent, consent_of(stores, entry.report));
  return lets_compare(consent, now) != nullptr;
}

// Somebody's of this team whose LINK is live. kNotFound.
Result<LinkEntry> find_live(Stores& stores, TeamId team, LinkEntryId id, Millis now) {
  PARASOL_TRY(auto entry, stores.links.find_entry(id));
  if (!entry || entry->team != team) return failure(ErrorCode::kNotFound);
  PARASOL_TRY(const bool is_permitted, is_live(stores, *entry, now));
  if (!is_permitted) return failure(ErrorCode::kNotFound);
  return *std::move(entry);
}

// Those of which LINK is live. A case lead may know whose they are while she could open them.
Result<std::vector<LinkEntryView>> views(Stores& stores, const Principal& who, std::vector<LinkEntry> entries, Millis now) {
  std::vector<LinkEntryView> out;
  for (auto& entry : entries) {
    PARASOL_TRY(const Consent consent, consent_of(stores, entry.report));
    if (lets_compare(consent, now) == nullptr) continue;
    const bool may_name = who.role == Role::kCaseLead && consent.permits(Scope::kRead, now);
    out.push_back({std::move(entry), may_name});
  }
  return out;
}

// Those of which both sides' LINK is live.
Result<std::vector<LinkDecision>> live_decisions(Stores& stores, std::vector<LinkDecision> decisions, Millis now) {
  std::map<LinkEntryId, bool> known;
  const auto may_show = [&](LinkEntryId id) -> Result<bool> {
    if (const auto found = known.find(id); found != known.end()) return found->second;
    PARASOL_TRY(const auto entry, stores.links.find_entry(id));
    bool is_permitted = false;
    if (entry) {
      PARASOL_TRY(is_permitted, is_live(stores, *entry, now));
    }
    known.emplace(id, is_permitted);
    return is_permitted;
  };
  std::vector<LinkDecision> out;
  for (auto& decision : decisions) {
    PARASOL_TRY(const bool one, may_show(decision.one));
    PARASOL_TRY(const bool other, may_show(decision.other));
    if (one && other) out.push_back(std::move(decision));
  }
  return out;
}

// The team's newest keys. kConflict (field "epoch") if there are none yet.
Result<records::TeamEpoch> newest_epoch(Stores& stores, TeamId team) {
  PARASOL_TRY(const auto epoch, stores.trust.last_team_epoch(team));
  if (!epoch) return Error{ErrorCode::kConflict, "epoch", {}};
  PARASOL_TRY(const auto envelope, records::decode_signed(epoch->envelope));
  return records::decode_team_epoch(envelope.statement);
}

// Whoever opens a report gets every decision about it: there is an end to them.
Result<bool> may_decide_about(Stores& stores, LinkEntryId entry, const LinkDecision& decision) {
  PARASOL_TRY(const auto known, stores.links.decisions_about(entry));
  const auto is_of_pair = [&](const LinkDecision& other) { return other.one == decision.one && other.other == decision.other; };
  return known.size() < kMaxLinkDecisions || std::ranges::any_of(known, is_of_pair);
}

bool is_wrap_to(ByteView wrap, const ByteArray<1216>& key) { return crypto::check_wrap(wrap, crypto::sha256(key)).has_value(); }

// Its owner sees that it was compared, but not with whose, how often or what came of it.
Status note_judged(Stores& stores, const Principal& who, ReportId report, Millis now) {
  return append_audit_once_a_day(stores, audit_by(who, AuditAction::kLinkJudged, report.value), now);
}

}  // namespace

Status Linkage::put_entry(const Principal& who, ReportId id, LinkEntryId entry, std::uint32_t epoch, Bytes sealed) {
  const Millis now = clock_.now();
  return with_audit(unit_, audit_by(who, AuditAction::kLinkEntryMade, id.value), now, [&](Stores& stores) -> Status {
    PARASOL_TRY(const Report report, find_assigned(stores, who, id, now));
    PARASOL_TRY(const Consent consent, consent_of(stores, id));
    const Receipt* receipt = lets_compare(consent, now);
    if (receipt == nullptr) return failure(ErrorCode::kConflict, "LINK is not live");
    PARASOL_TRY(const auto keys, newest_epoch(stores, *report.team));
    if (keys.epoch != epoch) return Error{ErrorCode::kConflict, "epoch", {}};
    const ByteView bytes = sealed;
    if (bytes.size() <= crypto::kWrapSize || !is_wrap_to(bytes.first(crypto::kWrapSize), keys.link_key) ||
        !crypto::is_link_body_size(bytes.size() - crypto::kWrapSize))
      return invalid("sealed");
    PARASOL_TRY(const auto former, stores.links.entry_of(id));
    PARASOL_TRY(const auto same_id, stores.links.find_entry(entry));
    if ((former && former->id != entry) || (same_id && same_id->report != id)) return Error{ErrorCode::kConflict, "entry", {}};
    return stores.links.put_entry({entry, id, *report.team, epoch, std::nullopt, sealed, day_of(now), receipt->expires});
  });
}

Result<LinkPage> Linkage::entries(const Principal& who, std::optional<LinkEntryId> after) {
  PARASOL_TRY(const TeamId team, comparing_team(who));
  const Millis now = clock_.now();
  return with_audit(unit_, audit_by(who, AuditAction::kLinkRead, team.value), now, [&](Stores& stores) -> Result<LinkPage> {
    PARASOL_TRY(auto entries, stores.links.single_entries(team, after, kLinkSegmentHolds));
    LinkPage page;
    // What is left out below has its place in the order all the same.
    if (entries.size() == kLinkSegmentHolds) page.next = entries.back().id;
    PARASOL_TRY(page.entries, views(stores, who, std::move(entries), now));
    PARASOL_TRY(page.segments, stores.links.segments(team, now));
    return page;
  });
}

Result<LinkSegmentView> Linkage::segment(const Principal& who, LinkSegmentId id) {
  PARASOL_TRY(const TeamId team, comparing_team(who));
  const Millis now = clock_.now();
  return with_audit(unit_, audit_by(who, AuditAction::kLinkRead, id.value), now, [&](Stores& stores) -> Result<LinkSegmentView> {
    PARASOL_TRY(auto segment, stores.links.find_segment(id));
    if (!segment || segment->team != team) return failure(ErrorCode::kNotFound);
    LinkSegmentView view{*std::move(segment), {}};
    PARASOL_TRY(auto entries, stores.links.entries_of(id));
    PARASOL_TRY(view.entries, views(stores, who, std::move(entries), now));
    // Nothing of it is left that anybody may compare.
    if (view.entries.empty()) return failure(ErrorCode::kNotFound);
    return view;
  });
}

Result<std::size_t> Linkage::make_segment(const Principal& who, LinkSegmentId id, std::uint32_t epoch, Bytes wrap,
                                          const std::vector<Resealed>& resealed) {
  PARASOL_TRY(const TeamId team, comparing_team(who));
  if (resealed.size() > kLinkSegmentHolds) return invalid("entries");
  std::set<LinkEntryId> seen;
  for (std::size_t i = 0; i < resealed.size(); ++i) {
    const std::string field = "entries[" + std::to_string(i) + "]";
    if (!seen.insert(resealed[i].entry).second) return invalid(field + ".entry");
    if (!crypto::is_link_body_size(resealed[i].sealed.size())) return invalid(field + ".sealed");
  }
  const Millis now = clock_.now();
  return with_audit(unit_, audit_by(who, AuditAction::kLinkSegmentMade, id.value), now, [&](Stores& stores) -> Result<std::size_t> {
    PARASOL_TRY(const auto keys, newest_epoch(stores, team));
    if (keys.epoch != epoch) return Error{ErrorCode::kConflict, "epoch", {}};
    if (!is_wrap_to(wrap, keys.link_key)) return invalid("wrap");
    PARASOL_TRY(const auto same_id, stores.links.find_segment(id));
    if (same_id) return Error{ErrorCode::kConflict, "segment", {}};
    PARASOL_TRY(const auto segments, stores.links.segments(team, now));
    std::set<LinkSegmentId> crowded;
    for (const auto& segment : segments)
      if (2 * segment.entries >= kLinkSegmentHolds) crowded.insert(segment.id);

    std::vector<LinkEntry> taken;
    for (const auto& made : resealed) {
      PARASOL_TRY(auto entry, stores.links.find_entry(made.entry));
      if (!entry || entry->team != team || crypto::sha256(entry->sealed) != made.replaces) continue;
      if (entry->segment && crowded.contains(*entry->segment)) continue;
      PARASOL_TRY(const bool is_permitted, is_live(stores, *entry, now));
      if (!is_permitted) continue;
      entry->epoch = epoch;
      entry->segment = id;
      entry->sealed = made.sealed;
      taken.push_back(*std::move(entry));
    }
    if (taken.empty()) return taken.size();
    PARASOL_CHECK_OK(stores.links.add_segment({id, team, epoch, wrap}));
    for (const auto& entry : taken) PARASOL_CHECK_OK(stores.links.put_entry(entry));
    return taken.size();
  });
}

Result<LinkDecisionPage> Linkage::decisions(const Principal& who, std::optional<LinkDecisionId> after) {
  PARASOL_TRY(const TeamId team, comparing_team(who));
  const Millis now = clock_.now();
  return with_audit(unit_, audit_by(who, AuditAction::kLinkRead, team.value), now, [&](Stores& stores) -> Result<LinkDecisionPage> {
    PARASOL_TRY(auto decisions, stores.links.decisions(team, after, kLinkSegmentHolds));
    LinkDecisionPage page;
    if (decisions.size() == kLinkSegmentHolds) page.next = decisions.back().id;
    PARASOL_TRY(page.decisions, live_decisions(stores, std::move(decisions), now));
    return page;
  });
}

Status Linkage::decide(const Principal& who, LinkDecision decision) {
  PARASOL_TRY(const TeamId team, comparing_team(who));
  if (!(decision.one < decision.other)) return invalid("other");
  if (!crypto::is_link_body_size(decision.body.size())) return invalid("body");
  const Millis now = clock_.now();
  decision.day = day_of(now);
  return with_audit(unit_, audit_by(who, AuditAction::kLinkDecided, decision.id.value), now, [&](Stores& stores) -> Status {
    PARASOL_TRY(const LinkEntry one, find_live(stores, team, decision.one, now));
    PARASOL_TRY(const LinkEntry other, find_live(stores, team, decision.other, now));
    PARASOL_TRY(const auto keys, newest_epoch(stores, team));
    if (!is_wrap_to(decision.link_wrap, keys.link_key)) return invalid("link_wrap");
    if (!is_wrap_to(decision.desk_wrap, keys.desk_key)) return invalid("desk_wrap");
    for (const LinkEntryId entry : {decision.one, decision.other}) {
      PARASOL_TRY(const bool has_room, may_decide_about(stores, entry, decision));
      if (!has_room) return Error{ErrorCode::kTooLarge, "decision", {}};
    }
    PARASOL_CHECK_OK(stores.links.put_decision(decision));
    PARASOL_CHECK_OK(note_judged(stores, who, one.report, now));
    return note_judged(stores, who, other.report, now);
  });
}

Result<bool> settle_link(Stores& stores, ReportId report, const Consent& consent, Millis now) {
  const Receipt* receipt = lets_compare(consent, now);
  if (receipt == nullptr) return stores.links.remove_entry(report);
  PARASOL_CHECK_OK(stores.links.set_expiry(report, receipt->expires));
  return false;
}

Result<std::optional<ReportLink>> link_of(Stores& stores, ReportId report, const Consent& consent, Millis now) {
  if (lets_compare(consent, now) == nullptr) return std::optional<ReportLink>();
  PARASOL_TRY(auto entry, stores.links.entry_of(report));
  if (!entry) return std::optional<ReportLink>();
  PARASOL_TRY(auto decisions, stores.links.decisions_about(entry->id));
  PARASOL_TRY(auto live, live_decisions(stores, std::move(decisions), now));
  return std::optional(ReportLink{*std::move(entry), std::move(live)});
}

}  // namespace parasol::domain
