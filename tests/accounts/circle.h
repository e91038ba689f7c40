#pragma once
// A small network on a fresh database: its use cases, both daemons in memory, a clock that stands still, and people who
// can be invited, join and sign in. Keys follow from names.
#include <gtest/gtest.h>

#include <memory>

#include "crypto/signature.h"
#include "domain/accounts.h"
#include "domain/joining.h"
#include "domain/sign_in.h"
#include "domain/trust_office.h"
#include "support/fake_daemons.h"
#include "support/test_database.h"
#include "trust/test_support.h"

namespace parasol::test_support {

using vocabulary::Role;

// Of a refusal; nothing, or "accepted", if there is none.
template <class Outcome>
std::optional<ErrorCode> code_of(const Outcome& outcome) {
  if (outcome) return std::nullopt;
  return outcome.error().code;
}
template <class Outcome>
std::string field_of(const Outcome& outcome) {
  return outcome ? "accepted" : outcome.error().field;
}

// Counts transactions on their way to the real ones.
class CountingUnit final : public domain::UnitOfWork {
 public:
  explicit CountingUnit(std::unique_ptr<domain::UnitOfWork> inner) : inner_(std::move(inner)) {}
  std::size_t reads = 0;
  std::size_t writes = 0;

 protected:
  Status attempt(Mode mode, const std::function<Status(domain::Stores&)>& work) override {
    ++(mode == Mode::kWrite ? writes : reads);
    return mode == Mode::kWrite ? inner_->write(work) : inner_->read(work);
  }

 private:
  std::unique_ptr<domain::UnitOfWork> inner_;
};

Bytes sealing_key_of(std::string_view name);
ByteArray<32> sealing_hash_of(std::string_view name);
// The outside of a wrap to this person's (or invitation's) sealing key.
Bytes wrap_to(std::string_view name);
Bytes vault_of(std::string_view name);

struct Person {
  std::string name;  // also her login
  domain::Principal principal;
  crypto::SigningKey signing;
  crypto::SigningKey check;
  crypto::SigningKey auth;
};

class Circle {
 public:
  Circle();
  ~Circle();

  ManualClock clock{trust::test::kStart};
  trust::test::Organisation organisation;
  domain::Installation installation;
  FakeKeyDaemon keyd;
  FakeListDaemon listd{organisation.deployment, clock};

 private:
  std::unique_ptr<TestDatabase> files_;
  std::unique_ptr<db::Database> database_;

 public:
  CountingUnit unit;
  domain::ListCourier courier{unit, listd, clock};
  domain::SignIn sign_in{unit, clock, keyd, installation};
  domain::Accounts accounts{unit, keyd, installation.deployment};
  domain::Invitations invitations{unit, clock, installation};
  domain::Joining joining{unit, clock, keyd, listd, installation};
  domain::TrustOffice office{unit, clock, keyd, courier, installation};

  // An invitation whose key and sealing key follow from `code`, signed by `signers`.
  records::IssuedInvitation invitation(std::string_view code, Role role,
                                       const std::vector<const crypto::SigningKey*>& issuers,
                                       const std::vector<const crypto::SigningKey*>& signers) const;
  // What the browser of `name` sends for it.
  domain::JoinRequest join_request(const records::IssuedInvitation& issued, std::string_view code,
                                   std::string_view name) const;

  // Invited and joined, all checks on the way.
  Person join_by_root(std::string_view name, Role role);
  Person join_staff(std::string_view name, Role role, const Person& administrator, const Person& lead);
  Person join_member(std::string_view name, const Person& voucher);
  void revoke(const Person& by, const Person& whom);

  ByteArray<64> answer(const Person& person, const ByteArray<32>& nonce) const;
  // Through start and finish; the token in base64url.
  Result<std::string> enter(const Person& person, domain::Entrance entrance);

  // Every row of every table, as text: equal before and after means that nothing changed. `tables` restricts it.
  std::string snapshot(std::initializer_list<std::string_view> tables = {}) const;
  std::size_t audit_events(vocabulary::AuditAction action, bool was_refused = false);

 private:
  Person person(std::string_view name) const;
  Person join(const records::IssuedInvitation& issued, std::string_view code, std::string_view name);
};

}  // namespace parasol::test_support
