#pragma once
// Who is who for one daemon: everybody whose chain it has verified, everybody revoked, the epochs that case leads made.
// Holds the pinned root and never changes it. A deterministic state machine without I/O: the daemon appends every call
// that answered kNew to its file, with the time, and hands the same calls with the same times to a fresh Registry when
// it starts. Not thread-safe.
#include <map>
#include <set>

#include "trust/chain.h"

namespace parasol::trust {

// Whether a call changed anything (and must be stored), or only repeats what was accepted before.
enum class Added : std::uint8_t { kNew, kAlready };

enum class Admits : std::uint8_t { kEveryone, kStaffOnly };

// What the records of a keyring can hold.
inline constexpr std::size_t kMaxStaff = 8192;
inline constexpr std::size_t kMaxEpochs = 1024;
inline constexpr std::size_t kMaxRevocations = 65536;
// Of these, kept for administrators and case leads, so that no project worker can use them up.
inline constexpr std::size_t kReservedRevocations = 8192;
// A lost epoch must not stop the next one; a jump to the last possible number would.
inline constexpr std::uint32_t kMaxEpochGap = 16;

class Registry {
 public:
  // `trust` was verified (verify_trust) and is pinned.
  Registry(const records::TrustStatement& trust, Admits admits);

  // Admits every person of the chain who is not enrolled yet, all or none: links verified to the root; invitation
  // begun, not expired on our clock and not used before; no issuer revoked; keys not in use; a voucher's members
  // ≤ 20 a day of issue and ≤ 50 in all. `now` in milliseconds since 1970.
  // Errors of verify_link; kUnauthorised (an issuer, or the person, is revoked), kConflict (field "expires", "issued",
  // "invitation" or "signing_key"), kRateLimited (voucher), kInvalid (field "role": members are not admitted here),
  // kTooLarge.
  Result<Added> enrol(const records::Enrolment& enrolment, Millis now);

  // Knows everybody of the chain who is not enrolled, by links that verify to the root, however old: a copy of a chain that was
  // accepted before the file was set back. Whoever is only known may do nothing anew; what she took away still binds, and
  // the keyring shows her link. Errors of verify_link; kConflict (field "signing_key"), kInvalid (field "role"), kTooLarge.
  Result<Added> remember(const records::Enrolment& enrolment);

  // Ends what a key may do, from now on and for ever. By an administrator or case lead for anyone, by a project worker for
  // members. The signer may have been revoked herself since: what she took away while she could may come late, out of an
  // outbox or as a copy. The root is never revoked.
  // kInvalid, kUnauthorised (signature, signer, or not hers to revoke), kTooLarge.
  Result<Added> revoke(const records::Signed& revocation);

  // By an unrevoked case lead; the number is above the team's (the group's) last; at most 90 days.
  // kInvalid, kUnauthorised, kConflict (another statement has this number, or the number is too low or too high),
  // kTooLarge.
  Result<Added> add_team_epoch(const records::Signed& epoch);
  Result<Added> add_group_epoch(const records::Signed& epoch);

  // The role in which this key may act now: nothing if it is not enrolled, or revoked.
  std::optional<Role> role_of(const Key& signing_key) const;
  // Whoever has been enrolled with this key, revoked or not; nullptr if nobody.
  const Person* find(const Key& signing_key) const;
  // Also who is only known.
  const Person* find_known(const Key& signing_key) const;
  const Person* member_of_check_key(const Key& check_key) const;
  bool is_revoked(const Key& signing_key) const;

  const Key& root() const { return root_; }
  const Deployment& deployment() const { return deployment_; }

  // For the keyring, in the order of acceptance, so that issuers stand before those they issued. Staff only.
  const std::vector<records::Link>& staff_links() const { return staff_links_; }
  const std::vector<records::Signed>& team_epochs() const { return team_epochs_.accepted; }
  const std::vector<records::Signed>& group_epochs() const { return group_epochs_.accepted; }
  const std::vector<records::Signed>& revocations() const { return revocations_; }

 private:
  struct Enrolled {
    Person person;
    ByteArray<32> link_hash{};
  };
  struct Vouched {
    std::size_t in_all = 0;
    std::map<std::int64_t, std::size_t> by_day;
  };
  // Who said so: the two are kept apart, because a project worker's word binds members only.
  struct Revoked {
    bool by_leader = false;
    bool by_project_worker = false;
  };
  struct Epochs {
    std::vector<records::Signed> accepted;
    std::map<ByteArray<16>, std::map<std::uint32_t, ByteArray<32>>> statement_hashes;  // by team
  };

  Status check_fresh(const Person& person, Millis now) const;
  Status check_keys_unused(const Person& person) const;
  bool is_revoked_as(const Key& key, std::optional<Role> role) const;
  Status require_case_lead(const Key& signer) const;
  Result<Added> add_epoch(Epochs& epochs, const records::Signed& envelope, const ByteArray<16>& team,
                          std::uint32_t number, std::uint64_t not_before, std::uint64_t not_after);

  Key root_;
  Deployment deployment_;
  std::set<Key> installation_keys_;  // root, list and system key: nobody's own
  Admits admits_;

  std::map<Key, Enrolled> people_;  // by signing key
  std::map<Key, Enrolled> only_known_;
  std::map<Key, Key> signing_key_of_check_key_;
  std::set<ByteArray<16>> used_invitations_;
  std::map<Key, Vouched> vouched_;
  std::map<Key, Revoked> revoked_;
  std::vector<records::Link> staff_links_;
  std::vector<records::Signed> revocations_;
  Epochs team_epochs_;
  Epochs group_epochs_;
};

}  // namespace parasol::trust
