#pragma once
// Invitations, epochs and wrapped epoch keys. Revocations stand in the account's state and in the outbox's copies.
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/identifiers.h"
#include "domain/lifecycles/invitation.h"
#include "vocabulary/vocabulary.h"

namespace parasol::domain {

struct StoredInvitation {
  InvitationId id;
  vocabulary::Role role = vocabulary::Role::kMember;
  InvitationState state = InvitationState::kOpen;
  std::int64_t issued_day = 0;
  Millis expires = 0;
  Bytes issued;       // encoded IssuedInvitation with the signatures there are
  Bytes sealing_key;  // X-Wing, 1216 bytes; empty once it was used or cancelled
  std::vector<ByteArray<32>> issuers;
};

// Members' invitations of one voucher.
struct VouchedCount {
  std::size_t on_day = 0;  // issued on that day
  std::size_t in_all = 0;  // used, or running
};

// Of a team's keys. Wire numbers; stored. As in WrapContext.
enum class WrapPurpose : std::uint8_t { kDesk = 1, kEditors = 2, kLink = 6 };
inline constexpr std::array kTeamPurposes{WrapPurpose::kDesk, WrapPurpose::kEditors, WrapPurpose::kLink};

struct GroupWrap {
  std::uint32_t epoch = 0;
  Bytes wrap;
};
struct TeamWrap {
  std::uint32_t epoch = 0;
  WrapPurpose purpose = WrapPurpose::kDesk;
  Bytes wrap;
};
struct StoredEpoch {
  std::uint32_t number = 0;
  Bytes envelope;  // encoded Signed
};

class TrustStore {
 public:
  virtual ~TrustStore() = default;

  // kConflict if the id is taken.
  virtual Status add_invitation(const StoredInvitation& invitation) = 0;
  virtual Result<std::optional<StoredInvitation>> find_invitation(InvitationId invitation) = 0;
  // Those that name this key as an issuer, in the order of their ids.
  virtual Result<std::vector<StoredInvitation>> invitations_of(const ByteArray<32>& issuer) = 0;
  virtual Status set_signatures(InvitationId invitation, ByteView issued, InvitationState state) = 0;
  // Those that wait for a signature or for their receiver at `now`, in the order of their ids, at most `limit`.
  virtual Result<std::vector<StoredInvitation>> running_invitations(Millis now, std::size_t limit) = 0;
  // It was used, or cancelled: erases its sealing key and wraps.
  virtual Status end_invitation(InvitationId invitation, InvitationState state) = 0;
  virtual Result<VouchedCount> vouched(const ByteArray<32>& issuer, std::int64_t day, Millis now) = 0;
  // Erases invitations that expired unused before `before`, and their wraps.
  virtual Status purge_invitations(Millis before) = 0;

  // kConflict if the number is taken.
  virtual Status add_group_epoch(const StoredEpoch& epoch) = 0;
  virtual Result<std::vector<StoredEpoch>> group_epochs() = 0;        // by number
  virtual Result<std::optional<StoredEpoch>> last_group_epoch() = 0;  // the one with the highest number
  virtual Status add_team_epoch(TeamId team, const StoredEpoch& epoch) = 0;
  virtual Result<std::vector<StoredEpoch>> team_epochs(TeamId team) = 0;
  virtual Result<std::optional<StoredEpoch>> last_team_epoch(TeamId team) = 0;

  // A wrap of the group key for an account or an invitation: both are named by 16 bytes. Replaces an earlier one.
  virtual Status put_group_wrap(const ByteArray<16>& recipient, const GroupWrap& wrap) = 0;
  virtual Result<std::vector<GroupWrap>> group_wraps(const ByteArray<16>& recipient) = 0;  // by epoch
  virtual Status put_team_wrap(AccountId account, TeamId team, const TeamWrap& wrap) = 0;
  virtual Result<std::vector<TeamWrap>> team_wraps(AccountId account, TeamId team) = 0;  // by epoch, purpose
  virtual Status remove_wraps(AccountId account) = 0;

  // Who has no wrap of this group epoch: active members; running invitations, fully signed or not. At most `limit`, in the order of their ids.
  virtual Result<std::vector<AccountId>> members_lacking(std::uint32_t group_epoch, std::size_t limit) = 0;
  virtual Result<std::vector<StoredInvitation>> invitations_lacking(std::uint32_t group_epoch, Millis now,
                                                                    std::size_t limit) = 0;
};

}  // namespace parasol::domain
