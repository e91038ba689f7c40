#pragma once
// Keeping the circle of people: who is here, who must leave, and the keys of each period. A case lead's browser makes
// the keys and seals them to people; here it is checked that she may, that the numbers rise, and that each wrap names
// its recipient's key. What listd must know goes through the outbox and is tried at once.
#include <map>

#include "crypto/records.h"
#include "domain/installation.h"
#include "domain/list_courier.h"
#include "domain/ports/account_store.h"
#include "domain/ports/trust_store.h"
#include "domain/ports/warning_store.h"
#include "domain/principal.h"

namespace parasol::domain {

// A group key for an account or for an invitation that somebody may still join with.
struct GroupWrapFor {
  std::optional<AccountId> account;
  std::optional<InvitationId> invitation;  // exactly one of the two
  GroupWrap wrap;
};
struct TeamWrapFor {
  AccountId account;
  TeamWrap wrap;
};

struct Person {
  Account account;
  bool has_group_wrap = false;  // of the current epoch
  bool has_team_wraps = false;  // all that her role receives of her team's current epoch
};
struct People {
  std::vector<Person> persons;
  std::vector<StoredInvitation> invitations;
};

struct GroupKeys {
  struct Epoch {
    Bytes envelope;
    std::optional<Bytes> wrap;
  };
  std::vector<Epoch> epochs;
};
struct TeamKeys {
  TeamId team;
  struct Epoch {
    Bytes envelope;
    std::map<WrapPurpose, Bytes> wraps;  // the caller's
  };
  std::vector<Epoch> epochs;
};

class TrustOffice {
 public:
  // Members and invitations shown at once; the rest follows when these have their wraps.
  static constexpr std::size_t kShownAtOnce = 500;

  TrustOffice(UnitOfWork& unit, const Clock& clock, KeyDaemon& keyd, ListCourier& courier,
              const Installation& installation)
      : unit_(unit), clock_(clock), keyd_(keyd), courier_(courier), installation_(installation) {}

  // All staff; for a case lead also the members and open invitations that lack the current group epoch's wrap.
  Result<People> people(const Principal& who);

  // Ends an account: a Signed Revocation by the caller. Sessions, wraps and vault go at once; then keyd is told, and
  // listd. kInvalid (field "revocation"), kNotFound (nobody, or not hers to revoke). kUnavailable: the account has
  // ended here, but keyd does not know it yet: send the same again. A repeat changes nothing and answers the same.
  Status revoke(const Principal& who, const records::Signed& revocation);

  // The next group (team) epoch, a Signed statement by the caller, with the wraps there are. Numbers rise; at most 90
  // days; a team epoch is of the caller's own team. `content_keys` are those of all the warnings there are, under the new
  // group key. The same epoch again changes nothing.
  // kInvalid (field "epoch", "wraps" or "content_keys"), kConflict (field "epoch"; "content_keys" if one is missing),
  // kNotFound (a recipient who may not have it).
  Status make_group_epoch(const Principal& who, const records::Signed& epoch, const std::vector<GroupWrapFor>& wraps,
                          const std::vector<KeyWrap>& content_keys);
  Status make_team_epoch(const Principal& who, const records::Signed& epoch, const std::vector<TeamWrapFor>& wraps);

  // Wraps of existing epochs for whoever came later. Errors as above; kConflict (field "epoch") for one that is not
  // there.
  Status give_group_wraps(const Principal& who, const std::vector<GroupWrapFor>& wraps);
  struct TeamWrapOf {
    TeamId team;
    TeamWrapFor wrap;
  };
  Status give_team_wraps(const Principal& who, const std::vector<TeamWrapOf>& wraps);

  // The caller's own.
  Result<GroupKeys> group(const Principal& who);
  // kNotFound for somebody without a team.
  Result<TeamKeys> team(const Principal& who);

 private:
  UnitOfWork& unit_;
  const Clock& clock_;
  KeyDaemon& keyd_;
  ListCourier& courier_;
  const Installation installation_;
};

// Hands every revocation to keyd again, for a job: what it missed while it was down. Stops at kUnavailable.
Status repeat_revocations(UnitOfWork& unit, KeyDaemon& keyd);

}  // namespace parasol::domain
