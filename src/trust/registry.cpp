#include "trust/registry.h"

#include <algorithm>

#include "crypto/primitives.h"

namespace parasol::trust {

Registry::Registry(const records::TrustStatement& trust, Admits admits)
    : root_(trust.root_key),
      deployment_(trust.deployment),
      installation_keys_{trust.root_key, trust.list_key, trust.system_key},
      admits_(admits) {}

Result<Added> Registry::enrol(const records::Enrolment& enrolment, Millis now) {
  const auto& links = enrolment.chain.links;
  if (links.empty()) return invalid("links");

  // A copy of the small books is changed and put in place only when the whole chain is good.
  struct Newcomer {
    Enrolled enrolled;
    const records::Link* link;
  };
  std::vector<Newcomer> newcomers;
  std::map<Key, Role> in_chain;
  std::map<Key, Vouched> vouched;
  const FindRole role_in_chain = [&](const Key& key) -> std::optional<Role> {
    const auto found = in_chain.find(key);
    return found == in_chain.end() ? std::nullopt : std::optional(found->second);
  };

  for (const records::Link& link : links) {
    const ByteArray<32> link_hash = crypto::sha256(records::encode(link));
    const Key& signing_key = link.membership.signing_key;
    if (const auto known = people_.find(signing_key); known != people_.end() && known->second.link_hash == link_hash) {
      if (!in_chain.emplace(signing_key, known->second.person.role).second) return invalid("links");
      continue;
    }
    PARASOL_TRY(Person person, verify_link(link, root_, deployment_, role_in_chain));
    if (person.role == Role::kMember && admits_ == Admits::kStaffOnly) return invalid("role");
    PARASOL_CHECK_OK(check_fresh(person, now));
    PARASOL_CHECK_OK(check_keys_unused(person));
    for (const Newcomer& other : newcomers)
      if (other.enrolled.person.invitation == person.invitation || other.enrolled.person.check_key == person.check_key)
        return invalid("links");
    if (!in_chain.emplace(signing_key, person.role).second) return invalid("links");

    if (person.role == Role::kMember) {
      const Key& voucher = person.issuers.front();
      const auto book = vouched_.find(voucher);
      Vouched& count = vouched.try_emplace(voucher, book == vouched_.end() ? Vouched{} : book->second).first->second;
      if (++count.in_all > kMembersInAll || ++count.by_day[day_of(person.issued)] > kMembersPerDay)
        return failure(ErrorCode::kRateLimited, "voucher");
    }
    newcomers.push_back({{std::move(person), link_hash}, &link});
  }
  if (newcomers.empty()) return Added::kAlready;

  const auto new_staff = static_cast<std::size_t>(std::count_if(newcomers.begin(), newcomers.end(), [](const Newcomer& n) {
    return n.enrolled.person.role != Role::kMember;
  }));
  if (staff_links_.size() + new_staff > kMaxStaff) return failure(ErrorCode::kTooLarge, "staff");

  for (auto& [voucher, count] : vouched) vouched_[voucher] = std::move(count);
  for (Newcomer& newcomer : newcomers) {
    const Person& person = newcomer.enrolled.person;
    if (person.role != Role::kMember) staff_links_.push_back(*newcomer.link);
    used_invitations_.insert(person.invitation);
    signing_key_of_check_key_.emplace(person.check_key, person.signing_key);
    const Key signing_key = person.signing_key;
    people_.emplace(signing_key, std::move(newcomer.enrolled));
  }
  return Added::kNew;
}

Result<Added> Registry::remember(const records::Enrolment& enrolment) {
  struct Newcomer {
    Enrolled enrolled;
    const records::Link* link;
  };
  std::vector<Newcomer> newcomers;
  std::map<Key, Role> in_chain;
  const FindRole role_in_chain = [&](const Key& key) -> std::optional<Role> {
    const auto found = in_chain.find(key);
    return found == in_chain.end() ? std::nullopt : std::optional(found->second);
  };
  for (const records::Link& link : enrolment.chain.links) {
    const ByteArray<32> link_hash = crypto::sha256(records::encode(link));
    const Key& signing_key = link.membership.signing_key;
    const auto is_here = [&](const std::map<Key, Enrolled>& book) {
      const auto known = book.find(signing_key);
      return known != book.end() && known->second.link_hash == link_hash;
    };
    if (is_here(people_) || is_here(only_known_)) {
      if (!in_chain.emplace(signing_key, find_known(signing_key)->role).second) return invalid("links");
      continue;
    }
    PARASOL_TRY(Person person, verify_link(link, root_, deployment_, role_in_chain));
    if (person.role == Role::kMember) return invalid("role");
    PARASOL_CHECK_OK(check_keys_unused(person));
    if (!in_chain.emplace(signing_key, person.role).second) return invalid("links");
    newcomers.push_back({{std::move(person), link_hash}, &link});
  }
  if (newcomers.empty()) return Added::kAlready;
  if (staff_links_.size() + newcomers.size() > kMaxStaff) return failure(ErrorCode::kTooLarge, "staff");
  for (Newcomer& newcomer : newcomers) {
    staff_links_.push_back(*newcomer.link);
    const Key signing_key = newcomer.enrolled.person.signing_key;
    only_known_.emplace(signing_key, std::move(newcomer.enrolled));
  }
  return Added::kNew;
}

Status Registry::check_fresh(const Person& person, Millis now) const {
  if (now > person.expires + kClockTolerance) return Error{ErrorCode::kConflict, "expires", "invitation has expired"};
  // Otherwise a date of issue in the future would make an invitation live longer than 7 days.
  if (person.issued > now + kClockTolerance) return Error{ErrorCode::kConflict, "issued", "invitation has not begun"};
  if (used_invitations_.contains(person.invitation))
    return Error{ErrorCode::kConflict, "invitation", "invitation was used"};
  for (const Key& issuer : person.issuers)
    if (is_revoked(issuer)) return failure(ErrorCode::kUnauthorised, "issuer is revoked");
  if (is_revoked_as(person.signing_key, person.role)) return failure(ErrorCode::kUnauthorised, "key is revoked");
  return {};
}

Status Registry::check_keys_unused(const Person& person) const {
  for (const Key& key : {person.signing_key, person.check_key})
    if (installation_keys_.contains(key) || people_.contains(key) || only_known_.contains(key) || signing_key_of_check_key_.contains(key))
      return Error{ErrorCode::kConflict, "signing_key", "key is in use"};
  return {};
}

Result<Added> Registry::revoke(const records::Signed& envelope) {
  PARASOL_TRY(const records::Revocation revocation,
              verify_signed(envelope, records::decode_revocation, deployment_));
  if (installation_keys_.contains(revocation.key)) return invalid("key");
  const Person* signer = find_known(envelope.signer);
  const std::optional<Role> by = signer == nullptr ? std::nullopt : std::optional(signer->role);
  const Person* person = find(revocation.key);
  const bool by_leader = by == Role::kAdministrator || by == Role::kCaseLead;
  // Nothing would change.
  const auto before = revoked_.find(revocation.key);
  if (before != revoked_.end() && (before->second.by_leader || (!by_leader && is_revoked(revocation.key))))
    return Added::kAlready;
  if (!by || !may_revoke(*by, person == nullptr ? std::nullopt : std::optional(person->role)))
    return failure(ErrorCode::kUnauthorised, "may not revoke");
  const std::size_t room = by_leader ? kMaxRevocations : kMaxRevocations - kReservedRevocations;
  if (revocations_.size() >= room) return failure(ErrorCode::kTooLarge, "revocations");

  Revoked& entry = revoked_[revocation.key];
  (by_leader ? entry.by_leader : entry.by_project_worker) = true;
  revocations_.push_back(envelope);
  return Added::kNew;
}

Result<Added> Registry::add_team_epoch(const records::Signed& envelope) {
  PARASOL_TRY(const records::TeamEpoch epoch, verify_signed(envelope, records::decode_team_epoch, deployment_));
  return add_epoch(team_epochs_, envelope, epoch.team, epoch.epoch, epoch.not_before, epoch.not_after);
}

Result<Added> Registry::add_group_epoch(const records::Signed& envelope) {
  PARASOL_TRY(const records::GroupEpoch epoch, verify_signed(envelope, records::decode_group_epoch, deployment_));
  return add_epoch(group_epochs_, envelope, {}, epoch.epoch, epoch.not_before, epoch.not_after);
}

Result<Added> Registry::add_epoch(Epochs& epochs, const records::Signed& envelope, const ByteArray<16>& team,
                                  std::uint32_t number, std::uint64_t not_before, std::uint64_t not_after) {
  const ByteArray<32> hash = crypto::sha256(envelope.statement);
  const auto of_team = epochs.statement_hashes.find(team);
  std::uint32_t last = 0;
  if (of_team != epochs.statement_hashes.end()) {
    const auto same = of_team->second.find(number);
    if (same != of_team->second.end() && same->second == hash) return Added::kAlready;
    last = of_team->second.rbegin()->first;
  }
  PARASOL_CHECK_OK(require_case_lead(envelope.signer));
  if (not_after <= not_before || to_millis(not_after - not_before) > kEpochLife) return invalid("not_after");
  if (number <= last || number - last > kMaxEpochGap) return Error{ErrorCode::kConflict, "epoch", {}};
  if (epochs.accepted.size() >= kMaxEpochs) return failure(ErrorCode::kTooLarge, "epochs");
  epochs.statement_hashes[team].emplace(number, hash);
  epochs.accepted.push_back(envelope);
  return Added::kNew;
}

Status Registry::require_case_lead(const Key& signer) const {
  if (role_of(signer) != Role::kCaseLead) return failure(ErrorCode::kUnauthorised, "not a case lead");
  return {};
}

std::optional<Role> Registry::role_of(const Key& signing_key) const {
  const Person* person = find(signing_key);
  if (person == nullptr || is_revoked(signing_key)) return std::nullopt;
  return person->role;
}

const Person* Registry::find(const Key& signing_key) const {
  const auto found = people_.find(signing_key);
  return found == people_.end() ? nullptr : &found->second.person;
}

const Person* Registry::find_known(const Key& signing_key) const {
  if (const Person* person = find(signing_key)) return person;
  const auto found = only_known_.find(signing_key);
  return found == only_known_.end() ? nullptr : &found->second.person;
}

const Person* Registry::member_of_check_key(const Key& check_key) const {
  const auto found = signing_key_of_check_key_.find(check_key);
  return found == signing_key_of_check_key_.end() ? nullptr : find(found->second);
}

bool Registry::is_revoked(const Key& signing_key) const {
  const Person* person = find(signing_key);
  return is_revoked_as(signing_key, person == nullptr ? std::nullopt : std::optional(person->role));
}

bool Registry::is_revoked_as(const Key& key, std::optional<Role> role) const {
  const auto found = revoked_.find(key);
  if (found == revoked_.end()) return false;
  return found->second.by_leader || (found->second.by_project_worker && may_revoke(Role::kProjectWorker, role));
}

}  // namespace parasol::trust
