#pragma once
// How somebody becomes an account: she proves with the invitation's key that these are her own keys; the whole chain is
// verified here, by keyd and, for staff, by listd, before the account exists. No chain, no account.
#include "domain/invitations.h"
#include "domain/ports/daemons.h"

namespace parasol::domain {

struct JoinRequest {
  Bytes link;  // encoded Link
  std::string login;
  ByteArray<32> auth_key{};
  Bytes sealing_key;
  Bytes secret_wrap;
  std::optional<GroupWrap> group;  // what the invitation carried, sealed to her own key
  Bytes vault;
};

class Joining {
 public:
  Joining(UnitOfWork& unit, const Clock& clock, KeyDaemon& keyd, ListDaemon& listd, const Installation& installation)
      : unit_(unit), clock_(clock), keyd_(keyd), listd_(listd), installation_(installation) {}

  struct Offer {
    Bytes issued;
    records::Chain chain;  // of the issuers
    vocabulary::Role role = vocabulary::Role::kMember;
    std::optional<GroupWrap> group;
  };
  // What an invitation admits to. kNotFound unless it is fully signed, unused and not expired, and its issuers stand.
  Result<Offer> offer(InvitationId invitation);

  // Makes the account. The same request again answers the same, so that a lost answer or a daemon that was down costs
  // nothing. kInvalid (field), kNotFound (as offer), kUnauthorised (chain), kConflict (field "login", or a key that is
  // in use), the daemons' errors, kUnavailable.
  Result<AccountId> join(const JoinRequest& request);

 private:
  struct Checked {
    StoredInvitation invitation;
    records::Chain chain;
    std::optional<AccountId> joined;  // by this very request, before
  };
  Result<Checked> check(Stores& stores, const JoinRequest& request, const records::Link& link, Millis now) const;

  UnitOfWork& unit_;
  const Clock& clock_;
  KeyDaemon& keyd_;
  ListDaemon& listd_;
  const Installation installation_;
};

// Hands to keyd again, for a job, whoever joined with an invitation that has not run out yet: what it lost since, if its file was
// set back. It judges them as if they joined now; whom it knows, or does not admit any more, it passes over. Stops at kUnavailable.
Status repeat_enrolments(UnitOfWork& unit, KeyDaemon& keyd, const Installation& installation, Millis now);

}  // namespace parasol::domain
