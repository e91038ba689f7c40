#pragma once
// Who may bring in whom: invitations, with the rules of docs/protocol.md §3. Root: administrators, case leads,
// data-protection officers. One administrator and one case lead together: other staff. One voucher: members, 20 a day
// and 50 in all.
#include "crypto/records.h"
#include "domain/installation.h"
#include "domain/ports/trust_store.h"
#include "domain/ports/unit_of_work.h"
#include "domain/principal.h"

namespace parasol::domain {

// A used or cancelled invitation, or one that has run out, admits nobody.
bool is_running(const StoredInvitation& invitation, Millis now);

// The links of these issuers and of everybody who invited them, down from the root; issuers stand before those they
// invited. kUnauthorised if an issuer is neither the root nor an account, or is revoked and not `may_have_left`.
Result<records::Chain> chain_of_issuers(Stores& stores, const ByteArray<32>& root_key,
                                        const std::vector<ByteArray<32>>& issuers, bool may_have_left = false);

class Invitations {
 public:
  Invitations(UnitOfWork& unit, const Clock& clock, const Installation& installation)
      : unit_(unit), clock_(clock), installation_(installation) {}

  struct Issued {
    InvitationId invitation;
    InvitationState state;
  };
  // Stores an encoded IssuedInvitation that the caller has signed, alone or with a second issuer who may still be
  // missing. The same bytes again answer the same. kInvalid (field), kNotFound (not hers to issue), kConflict (the id
  // is taken), kRateLimited (voucher).
  Result<Issued> issue(const Principal& who, ByteView issued, ByteView sealing_key, std::optional<GroupWrap> group);

  // Adds the caller's signature. kNotFound unless she is named as an issuer of a running invitation; kInvalid (field
  // "issuer" or "signature"); kConflict if it needs none.
  Result<InvitationState> sign(const Principal& who, InvitationId invitation, const ByteArray<32>& issuer,
                               const ByteArray<64>& signature);

  // Ends it: its code is answered like one that never was. The same again answers the same. kNotFound unless she is named as an
  // issuer, or is an administrator; kConflict if it was used or has run out.
  Result<InvitationState> cancel(const Principal& who, InvitationId invitation);

  // Those that name the caller as an issuer; for an administrator also all that are running.
  Result<std::vector<StoredInvitation>> list(const Principal& who);

 private:
  UnitOfWork& unit_;
  const Clock& clock_;
  const Installation installation_;
};

// Stores an invitation that the root alone has signed (made by `parasol init`). kInvalid, kUnauthorised, kConflict.
Status import_root_invitation(UnitOfWork& unit, const Installation& installation, Millis now, ByteView issued,
                              ByteView sealing_key);

// For a daily job: erases what ran out unused.
Status purge_invitations(UnitOfWork& unit, Millis now);

}  // namespace parasol::domain
