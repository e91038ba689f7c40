#pragma once
#include "db/database.h"
#include "domain/ports/trust_store.h"

namespace parasol::storage {

class SqlTrustStore final : public domain::TrustStore {
 public:
  explicit SqlTrustStore(db::Transaction& tx) : tx_(tx) {}
  Status add_invitation(const domain::StoredInvitation& invitation) override;
  Result<std::optional<domain::StoredInvitation>> find_invitation(domain::InvitationId invitation) override;
  Result<std::vector<domain::StoredInvitation>> invitations_of(const ByteArray<32>& issuer) override;
  Status set_signatures(domain::InvitationId invitation, ByteView issued, domain::InvitationState state) override;
  Result<std::vector<domain::StoredInvitation>> running_invitations(Millis now, std::size_t limit) override;
  Status end_invitation(domain::InvitationId invitation, domain::InvitationState state) override;
  Result<domain::VouchedCount> vouched(const ByteArray<32>& issuer, std::int64_t day, Millis now) override;
  Status purge_invitations(Millis before) override;
  Status add_group_epoch(const domain::StoredEpoch& epoch) override;
  Result<std::vector<domain::StoredEpoch>> group_epochs() override;
  Result<std::optional<domain::StoredEpoch>> last_group_epoch() override;
  Status add_team_epoch(domain::TeamId team, const domain::StoredEpoch& epoch) override;
  Result<std::vector<domain::StoredEpoch>> team_epochs(domain::TeamId team) override;
  Result<std::optional<domain::StoredEpoch>> last_team_epoch(domain::TeamId team) override;
  Status put_group_wrap(const ByteArray<16>& recipient, const domain::GroupWrap& wrap) override;
  Result<std::vector<domain::GroupWrap>> group_wraps(const ByteArray<16>& recipient) override;
  Status put_team_wrap(domain::AccountId account, domain::TeamId team, const domain::TeamWrap& wrap) override;
  Result<std::vector<domain::TeamWrap>> team_wraps(domain::AccountId account, domain::TeamId team) override;
  Status remove_wraps(domain::AccountId account) override;
  Result<std::vector<domain::AccountId>> members_lacking(std::uint32_t group_epoch, std::size_t limit) override;
  Result<std::vector<domain::StoredInvitation>> invitations_lacking(std::uint32_t group_epoch, Millis now,
                                                                    std::size_t limit) override;

 private:
  Result<domain::StoredInvitation> invitation_of(const db::Row& row);
  Result<std::vector<domain::StoredInvitation>> invitations_of(const db::Rows& rows);

  db::Transaction& tx_;
};

}  // namespace parasol::storage
