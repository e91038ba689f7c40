#include "circle.h"

#include "crypto/envelope.h"
#include "crypto/primitives.h"
#include "crypto/records.h"
#include "crypto/voprf.h"
#include "domain/ports/audit_store.h"
#include "storage/migrations.h"
#include "storage/unit_of_work.h"
#include "trust/signed.h"

namespace parasol::test_support {
namespace {

using trust::test::id_of;
using trust::test::key_of;

template <class T>
T expect(Result<T> result) {
  if (!result)
    ADD_FAILURE() << error_code_name(result.error().code) << " " << result.error().field << " "
                  << result.error().detail;
  return *std::move(result);  // aborts if there is none
}

std::unique_ptr<TestDatabase> new_files() { return expect(TestDatabase::create(db::Dialect::kSqlite)); }
std::unique_ptr<db::Database> new_database(const TestDatabase& files) {
  auto database = expect(db::Database::open({.url = files.url()}));
  EXPECT_TRUE(db::migrate(*database, storage::migrations()));
  return database;
}

std::string sealing_name(std::string_view code) { return "sealing of code " + std::string(code); }

}  // namespace

Bytes sealing_key_of(std::string_view name) {
  Bytes key(1216, 0);
  const auto hash = crypto::sha256(as_bytes(name));
  std::copy(hash.begin(), hash.end(), key.begin());
  return key;
}

ByteArray<32> sealing_hash_of(std::string_view name) { return crypto::sha256(sealing_key_of(name)); }

Bytes wrap_to(std::string_view name) {
  Bytes wrap{crypto::kSuite};
  append(wrap, sealing_hash_of(name));
  wrap.resize(crypto::kWrapSize, 0x77);
  return wrap;
}

Bytes vault_of(std::string_view name) {
  Bytes vault{crypto::kSuite};
  append(vault, sealing_hash_of(name));
  vault.resize(domain::vault_size(), 0x55);
  return vault;
}

Circle::Circle()
    : installation{organisation.deployment, organisation.root.public_key(), domain::TeamId{id_of("team")}},
      files_(new_files()),
      database_(new_database(*files_)),
      unit(storage::sql_unit_of_work(*database_)) {}

Circle::~Circle() = default;

records::IssuedInvitation Circle::invitation(std::string_view code, Role role,
                                             const std::vector<const crypto::SigningKey*>& issuers,
                                             const std::vector<const crypto::SigningKey*>& signers) const {
  records::IssuedInvitation issued;
  auto& invitation = issued.invitation;
  invitation.deployment = organisation.deployment;
  invitation.invitation = id_of(code);
  invitation.role = static_cast<std::uint8_t>(role);
  for (const auto* issuer : issuers) invitation.issuers.push_back(issuer->public_key());
  invitation.key = key_of(code).public_key();
  invitation.sealing_key_hash = sealing_hash_of(sealing_name(code));
  invitation.issued = trust::to_u53(clock.now());
  invitation.expires = trust::to_u53(clock.now() + 7 * kDay);
  const Bytes statement = records::encode(invitation);
  for (const auto* signer : signers) issued.signatures.push_back({signer->public_key(), signer->sign(statement)});
  return issued;
}

Person Circle::person(std::string_view name) const {
  return {std::string(name),
          {},
          key_of(name),
          key_of("check of " + std::string(name)),
          key_of("auth of " + std::string(name))};
}

domain::JoinRequest Circle::join_request(const records::IssuedInvitation& issued, std::string_view code,
                                         std::string_view name) const {
  const Person newcomer = person(name);
  records::Link link;
  link.issued = issued;
  link.membership.deployment = organisation.deployment;
  link.membership.invitation = issued.invitation.invitation;
  link.membership.role = issued.invitation.role;
  link.membership.signing_key = newcomer.signing.public_key();
  link.membership.check_key = newcomer.check.public_key();
  link.membership.sealing_key_hash = sealing_hash_of(name);
  link.membership.joined = trust::to_u53(clock.now());
  link.signature = key_of(code).sign(records::encode(link.membership));
  domain::JoinRequest request;
  request.link = records::encode(link);
  request.login = name;
  request.auth_key = newcomer.auth.public_key();
  request.sealing_key = sealing_key_of(name);
  request.secret_wrap = Bytes(domain::kSecretWrapSize, 0x33);
  request.vault = vault_of(name);
  return request;
}

Person Circle::join(const records::IssuedInvitation& issued, std::string_view code, std::string_view name) {
  Person out = person(name);
  const auto id = expect(joining.join(join_request(issued, code, name)));
  const auto account = expect(unit.read([&](domain::Stores& stores) { return stores.accounts.find(id); }));
  out.principal = {id, account->role, account->team, account->signing_key, account->check_key};
  return out;
}

Person Circle::join_by_root(std::string_view name, Role role) {
  const std::string code = "code of " + std::string(name);
  const auto issued = invitation(code, role, {&organisation.root}, {&organisation.root});
  EXPECT_TRUE(domain::import_root_invitation(unit, installation, clock.now(), records::encode(issued),
                                             sealing_key_of(sealing_name(code))));
  return join(issued, code, name);
}

Person Circle::join_staff(std::string_view name, Role role, const Person& administrator, const Person& lead) {
  const std::string code = "code of " + std::string(name);
  auto issued = invitation(code, role, {&administrator.signing, &lead.signing}, {&administrator.signing});
  EXPECT_TRUE(invitations.issue(administrator.principal, records::encode(issued), sealing_key_of(sealing_name(code)),
                                std::nullopt));
  const auto second = lead.signing.sign(records::encode(issued.invitation));
  EXPECT_TRUE(invitations.sign(lead.principal, domain::InvitationId{id_of(code)}, lead.signing.public_key(), second));
  issued.signatures.push_back({lead.signing.public_key(), second});
  return join(issued, code, name);
}

Person Circle::join_member(std::string_view name, const Person& voucher) {
  const std::string code = "code of " + std::string(name);
  const auto issued = invitation(code, Role::kMember, {&voucher.signing}, {&voucher.signing});
  EXPECT_TRUE(
      invitations.issue(voucher.principal, records::encode(issued), sealing_key_of(sealing_name(code)), std::nullopt));
  return join(issued, code, name);
}

void Circle::revoke(const Person& by, const Person& whom) {
  EXPECT_TRUE(office.revoke(by.principal, organisation.revocation(by.signing, whom.signing.public_key(), clock.now())));
}

ByteArray<64> Circle::answer(const Person& person, const ByteArray<32>& nonce) const {
  return person.auth.sign(records::encode(records::SignInStatement{organisation.deployment, person.name, nonce}));
}

Result<std::string> Circle::enter(const Person& person, domain::Entrance entrance) {
  const auto blinded = expect(crypto::blind(crypto::OprfMode::kOprf, as_bytes("words")));
  PARASOL_TRY(const auto started, sign_in.start(person.name, blinded.element.encoding()));
  PARASOL_TRY(const auto signed_in,
              sign_in.finish(entrance, person.name, started.nonce, answer(person, started.nonce)));
  return to_base64url(signed_in.token);
}

std::string Circle::snapshot(std::initializer_list<std::string_view> tables) const {
  const auto dump = [](db::Transaction& tx, std::string_view table) -> Result<std::string> {
    PARASOL_TRY(const auto columns,
                tx.query(db::Sql::of_constant("SELECT name FROM pragma_table_info('" + std::string(table) + "')")));
    std::string shown = "''";
    for (const auto& column : columns) shown += " || ' ' || quote(" + column.text(0) + ")";
    PARASOL_TRY(const auto rows, tx.query(db::Sql::of_constant("SELECT " + shown + " FROM " + std::string(table))));
    std::string out(table);
    for (const auto& row : rows) out += "\n" + row.text(0);
    return out + "\n";
  };
  return expect(database_->read([&](db::Transaction& tx) -> Result<std::string> {
    std::string out;
    for (const auto table :
         tables.size() > 0 ? std::vector<std::string_view>(tables)
                           : std::vector<std::string_view>{
                                 "account", "session", "consumed_nonce", "vault", "invitation", "invitation_issuer",
                                 "group_epoch", "team_epoch", "group_wrap", "team_wrap", "outbox", "list_copy"}) {
      PARASOL_TRY(const auto text, dump(tx, table));
      out += text;
    }
    return out;
  }));
}

std::size_t Circle::audit_events(vocabulary::AuditAction action, bool was_refused) {
  const auto events = expect(unit.read([](domain::Stores& stores) { return stores.audit.events({}); }));
  std::size_t count = 0;
  for (const auto& encoded : events) {
    const auto event = expect(records::decode_audit_event(encoded));
    if (event.action == static_cast<std::uint8_t>(action) && (event.result == 2) == was_refused) ++count;
  }
  return count;
}

}  // namespace parasol::test_support
