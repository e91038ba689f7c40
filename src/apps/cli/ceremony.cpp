#include "apps/cli/ceremony.h"

#include <sys/stat.h>

#include "base/check.h"
#include "base/file.h"
#include "client/canary.h"
#include "client/slot.h"
#include "crypto/primitives.h"
#include "crypto/records.h"
#include "db/database.h"
#include "domain/invitations.h"
#include "keyd/service.h"
#include "storage/migrations.h"
#include "storage/unit_of_work.h"
#include "trust/signed.h"

namespace parasol::cli {
namespace {

namespace fs = std::filesystem;
using vocabulary::Role;

constexpr std::string_view kBase32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::uint32_t kFirstEpoch = 1;
constexpr Millis kCheckEpochLife = 366 * kDay;
// No ML-KEM exists here, so nothing can be sealed to an invitation of the root; its newcomer waits for her wraps.
constexpr std::size_t kSealingKeySize = 1216;

// The first `characters` · 5 bits of `bytes`.
std::string base32(ByteView bytes, std::size_t characters) {
  std::string out;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  std::size_t next = 0;
  while (out.size() < characters) {
    if (bits < 5) {
      buffer = buffer << 8 | (next < bytes.size() ? bytes[next] : 0U);
      ++next;
      bits += 8;
    }
    bits -= 5;
    out.push_back(kBase32[buffer >> bits & 31]);
  }
  return out;
}

std::string grouped(std::string_view text, std::size_t size, char between) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i != 0 && i % size == 0) out.push_back(between);
    out.push_back(text[i]);
  }
  return out;
}

Status make_folder(const fs::path& path, mode_t mode) {
  std::error_code failed;
  fs::create_directories(path, failed);
  if (failed || chmod(path.c_str(), mode) != 0) return failure(ErrorCode::kInternal, "cannot make " + path.string());
  return {};
}

struct Keys {
  crypto::SigningKey root, list, system;
};

Result<Bytes> check_epoch_ceremony(const Keys& keys, const records::TrustStatement& trust, const records::KeydKeys& keyd_keys, Millis now) {
  const Secret<32> seed(keyd_keys.check_seeds.front().seed);
  PARASOL_TRY(const auto pair, keyd::check_epoch_key(seed, kFirstEpoch));
  PARASOL_TRY(const auto canary, client::Identifier::phone(client::kCanaryPhone));
  PARASOL_TRY(const auto slow, client::slow_hash(canary, trust.deployment));
  const Sensitive input = client::oprf_input(canary.type(), slow);
  PARASOL_TRY(const auto output, crypto::evaluate(crypto::OprfMode::kVoprf, pair.private_key, as_bytes(input.expose())));
  const auto derived = client::derive(output, kFirstEpoch);

  records::CheckEpoch epoch;
  epoch.deployment = trust.deployment;
  epoch.epoch = kFirstEpoch;
  epoch.key = pair.public_key.encoding();
  epoch.canary_slow_hash = *to_array<32>(slow.expose());
  epoch.not_before = trust::to_u53(now);
  epoch.not_after = trust::to_u53(now + kCheckEpochLife);

  records::CanaryPacket packet;
  packet.deployment = trust.deployment;
  packet.epoch = kFirstEpoch;
  packet.prefix = derived.prefix;
  packet.slot = client::make_slot(derived, 0, {client::SlotKind::kCanary, client::SlotLevel::kInformation, {}}, keys.root);

  records::Ceremony ceremony;
  ceremony.check_epoch = trust::sign(keys.root, records::encode(epoch));
  ceremony.canaries.push_back(trust::sign(keys.root, records::encode(packet)));
  return records::encode(ceremony);
}

struct IssuedByRoot {
  RootInvitation invitation;
  Bytes issued;
};

IssuedByRoot invite(const Keys& keys, const records::TrustStatement& trust, Role role, std::string_view fingerprint, Millis now) {
  const std::string secret = base32(random_array<16>(), 25);
  const auto id = crypto::kdf<16>(as_bytes(secret), as_bytes("parasol/invitation/id"));
  const crypto::SigningKey key(crypto::kdf<32>(as_bytes(secret), as_bytes("parasol/invitation/sign")));
  records::IssuedInvitation issued;
  issued.invitation.deployment = trust.deployment;
  issued.invitation.invitation = *to_array<16>(id.expose());
  issued.invitation.role = static_cast<std::uint8_t>(role);
  issued.invitation.issuers = {trust.root_key};
  issued.invitation.key = key.public_key();
  issued.invitation.sealing_key_hash = crypto::sha256(Bytes(kSealingKeySize));
  issued.invitation.issued = trust::to_u53(now);
  issued.invitation.expires = trust::to_u53(now + 7 * kDay);
  issued.signatures.push_back({trust.root_key, keys.root.sign(records::encode(issued.invitation))});
  return {{role, grouped(secret + std::string(fingerprint), 5, ' ')}, records::encode(issued)};
}

Status write_key_files(const fs::path& folder, const records::KeydKeys& keyd_keys, ByteView list_seed, ByteView system_seed) {
  Bytes encoded = records::encode(keyd_keys);
  const Status stored = write_file(folder / "keyd/keys", encoded, 0400);
  crypto::wipe(encoded);
  PARASOL_CHECK_OK(stored);
  Bytes list_key = to_bytes(list_seed);
  append(list_key, random_array<32>());
  const Status list_stored = write_file(folder / "listd/list.key", list_key, 0400);
  crypto::wipe(list_key);
  PARASOL_CHECK_OK(list_stored);
  return write_file(folder / "serve/system.key", system_seed, 0400);
}

}  // namespace

std::string paper_form(ByteView secret) {
  const auto sum = crypto::sha256(secret);
  return grouped(base32(secret, (secret.size() * 8 + 4) / 5) + base32(sum, 4), 4, ' ');
}

Result<Ceremony> make_installation(const fs::path& folder, const Answers& answers, bool is_demo, const Clock& clock) {
  if (answers.organisation.empty() || answers.organisation.size() > 200) return invalid("organisation", "1 to 200 bytes");
  if (answers.team.empty() || answers.team.size() > 100) return invalid("team", "1 to 100 bytes");
  std::error_code ignored;
  if (fs::exists(folder, ignored) && !fs::is_empty(folder, ignored)) return failure(ErrorCode::kConflict, folder.string() + " is not empty");
  PARASOL_CHECK_OK(crypto::initialise());
  PARASOL_CHECK_OK(make_folder(folder, 0755));
  for (const char* name : {"serve", "keyd", "listd", "run"}) PARASOL_CHECK_OK(make_folder(folder / name, std::string_view(name) == "run" ? 0750 : 0700));
  PARASOL_CHECK_OK(make_folder(folder / "listd/public", 0755));
  chmod((folder / "listd").c_str(), 0711);  // only `public` can be read, but it can be reached

  const Millis now = clock.now();
  Secret<32> root_seed(random_array<32>());
  const Secret<32> list_seed(random_array<32>()), system_seed(random_array<32>());
  const Keys keys{crypto::SigningKey(root_seed), crypto::SigningKey(list_seed), crypto::SigningKey(system_seed)};

  records::TrustStatement trust;
  trust.deployment = random_array<16>();
  trust.organisation = answers.organisation;
  trust.root_key = keys.root.public_key();
  trust.list_key = keys.list.public_key();
  trust.system_key = keys.system.public_key();
  trust.is_demo = is_demo;
  trust.created = trust::to_u53(now);
  const Bytes trust_file = records::encode(trust::sign(keys.root, records::encode(trust)));
  for (const char* place : {"trust", "serve/trust", "keyd/trust", "listd/trust"}) PARASOL_CHECK_OK(write_file(folder / place, trust_file, 0644));
  if (is_demo)
    for (const char* place : {"serve/demo", "keyd/demo", "listd/demo"}) PARASOL_CHECK_OK(write_file(folder / place, as_bytes("parasol demo\n"), 0644));

  records::KeydKeys keyd_keys;
  keyd_keys.check_seeds.push_back({kFirstEpoch, random_array<32>()});
  keyd_keys.passphrase_seed = random_array<32>();
  PARASOL_CHECK_OK(write_key_files(folder, keyd_keys, list_seed.expose(), system_seed.expose()));
  PARASOL_TRY(const Bytes ceremony, check_epoch_ceremony(keys, trust, keyd_keys, now));
  PARASOL_CHECK_OK(write_file(folder / "listd/ceremony-1", ceremony, 0644));

  server::Config config;
  config.member_url = answers.member_url;
  config.staff_url = answers.staff_url;
  config.member_listen = "127.0.0.1:8080";
  config.staff_listen = "127.0.0.1:8081";
  config.database = answers.database;
  config.list = "../listd/public";
  config.keyd_socket = "../run/keyd.sock";
  config.listd_socket = "../run/listd.sock";
  config.team = domain::TeamId::random();
  config.team_name = answers.team;
  PARASOL_CHECK_OK(server::save_config(folder / "serve/config.toml", config));
  PARASOL_TRY(config, server::load_config(folder / "serve/config.toml"));

  PARASOL_TRY(const auto database, db::Database::open({config.database, 2}));
  PARASOL_CHECK_OK(db::migrate(*database, storage::migrations()));
  const auto unit = storage::sql_unit_of_work(*database);
  const domain::Installation installation{trust.deployment, trust.root_key, config.team};

  const std::string fingerprint = base32(crypto::sha256(trust.root_key), 20);
  Ceremony made{std::move(root_seed), grouped(fingerprint, 5, ' '), {}};
  for (const Role role : {Role::kAdministrator, Role::kAdministrator, Role::kCaseLead, Role::kDataProtectionOfficer}) {
    IssuedByRoot issued = invite(keys, trust, role, fingerprint, now);
    PARASOL_CHECK_OK(domain::import_root_invitation(*unit, installation, now, issued.issued, Bytes(kSealingKeySize)));
    made.invitations.push_back(std::move(issued.invitation));
  }
  return made;
}

}  // namespace parasol::cli
