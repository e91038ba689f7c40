#include "domain/sign_in.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/primitives.h"
#include "crypto/records.h"
#include "crypto/signature.h"

namespace parasol::domain {
namespace {

bool runs(const StoredSession& session, std::int64_t minute) {
  return minute - session.seen_minute < kSessionIdleMinutes && minute - session.started_minute < kSessionMinutes;
}

}  // namespace

bool is_login(std::string_view text) {
  return text.size() >= 3 && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

ByteArray<24> NonceMint::mac(ByteView expiry, Purpose purpose, std::string_view login) const {
  Bytes message = to_bytes(expiry);
  message.push_back(static_cast<std::uint8_t>(purpose));
  append(message, as_bytes(login));
  return crypto::blake2b<24>(key_.expose(), message);
}

ByteArray<32> NonceMint::issue(Purpose purpose, std::string_view login, Millis now) const {
  const ByteArray<2> random = random_array<2>();
  Bytes expiry;
  crypto::append_u64(expiry, static_cast<std::uint64_t>(now + kNonceLife) << 16);
  std::copy(random.begin(), random.end(), expiry.begin() + 6);
  ByteArray<32> nonce;
  std::copy(expiry.begin(), expiry.end(), nonce.begin());
  const auto tag = mac(expiry, purpose, login);
  std::copy(tag.begin(), tag.end(), nonce.begin() + 8);
  return nonce;
}

bool NonceMint::is_valid(const ByteArray<32>& nonce, Purpose purpose, std::string_view login, Millis now) const {
  const ByteView bytes = nonce;
  return crypto::equal(bytes.subspan(8), mac(bytes.first(8), purpose, login)) && now <= expires(nonce);
}

Millis NonceMint::expires(const ByteArray<32>& nonce) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 6; ++i) value = value << 8 | nonce[i];
  return static_cast<Millis>(value);
}

SignIn::SignIn(UnitOfWork& unit, const Clock& clock, KeyDaemon& keyd, const Installation& installation)
    : unit_(unit),
      clock_(clock),
      keyd_(keyd),
      installation_(installation),
      nobodys_key_(crypto::SigningKey::generate().public_key()) {}

Result<SignInStart> SignIn::start(std::string_view login, const ByteArray<32>& element) {
  if (!is_login(login)) return invalid("login");
  const auto evaluated = keyd_.harden(login, element);
  if (!evaluated) {
    // keyd names no field; the login was good.
    if (evaluated.error().code == ErrorCode::kInvalid) return invalid("element");
    return evaluated.error();
  }
  return SignInStart{*evaluated, mint_.issue(NonceMint::Purpose::kSignIn, login, clock_.now())};
}

bool SignIn::has_signed(const ByteArray<32>& auth_key, std::string_view login, const ByteArray<32>& nonce,
                        const ByteArray<64>& signature) const {
  return crypto::verify(auth_key,
                        records::encode(records::SignInStatement{installation_.deployment, std::string(login), nonce}),
                        signature);
}

Result<SignedIn> SignIn::finish(Entrance entrance, std::string_view login, const ByteArray<32>& nonce,
                                const ByteArray<64>& signature) {
  if (!is_login(login)) return failure(ErrorCode::kUnauthorised);
  const Millis now = clock_.now();
  // Everything is looked at before anything is decided, so that each refusal costs the same.
  PARASOL_TRY(const auto known, unit_.read([&](Stores& stores) { return stores.accounts.find_by_login(login); }));
  const bool is_fresh = mint_.is_valid(nonce, NonceMint::Purpose::kSignIn, login, now);
  const bool is_signed = has_signed(known ? known->auth_key : nobodys_key_, login, nonce, signature);
  const bool is_welcome = known && known->state == AccountState::kActive && entrance_of(known->role) == entrance;
  if (!is_fresh || !is_signed || !is_welcome) return failure(ErrorCode::kUnauthorised);

  const auto token = random_array<32>();
  return unit_.write([&](Stores& stores) -> Result<SignedIn> {
    PARASOL_TRY(auto account, stores.accounts.find(known->id));
    // The account may have ended, or its passphrase changed, since it was read.
    if (!account || account->state != AccountState::kActive || account->auth_key != known->auth_key)
      return failure(ErrorCode::kUnauthorised);
    PARASOL_TRY(const bool is_first_use, stores.accounts.consume_nonce(nonce, NonceMint::expires(nonce)));
    if (!is_first_use) return failure(ErrorCode::kUnauthorised);
    const std::int64_t minute = now / kMinute;
    PARASOL_CHECK_OK(stores.accounts.add_session({crypto::sha256(token), account->id, entrance, minute, minute}));
    return SignedIn{*std::move(account), token};
  });
}

Result<std::optional<LiveSession>> SignIn::session(Entrance entrance, std::string_view token) {
  const auto decoded = from_base64url(token);
  if (!decoded || decoded->size() != 32) return std::optional<LiveSession>();
  const ByteArray<32> hash = crypto::sha256(*decoded);
  const std::int64_t minute = clock_.now() / kMinute;
  bool needs_touch = false;
  auto found = unit_.read([&](Stores& stores) -> Result<std::optional<LiveSession>> {
    needs_touch = false;
    PARASOL_TRY(const auto held, stores.accounts.find_session(hash));
    if (!held || held->session.entrance != entrance || !runs(held->session, minute)) return std::optional<LiveSession>();
    if (held->state != AccountState::kActive) return std::optional<LiveSession>();
    needs_touch = held->session.seen_minute < minute;
    return std::optional(LiveSession{held->holder, hash});
  });
  if (found && needs_touch)
    PARASOL_CHECK_OK(unit_.write([&](Stores& stores) { return stores.accounts.touch_session(hash, minute); }));
  return found;
}

Status SignIn::leave(const ByteArray<32>& token_hash) {
  return unit_.write([&](Stores& stores) { return stores.accounts.end_session(token_hash); });
}

Result<ByteArray<32>> SignIn::passphrase_nonce(const Principal& who) {
  PARASOL_TRY(const auto account, unit_.read([&](Stores& stores) { return stores.accounts.find(who.account); }));
  if (!account || account->state != AccountState::kActive) return failure(ErrorCode::kUnauthorised);
  return mint_.issue(NonceMint::Purpose::kPassphrase, account->login, clock_.now());
}

Status SignIn::change_passphrase(const Principal& who, const ByteArray<32>& token_hash, const ByteArray<32>& nonce,
                                 const ByteArray<64>& signature, const ByteArray<32>& auth_key, ByteView secret_wrap) {
  if (secret_wrap.size() != kSecretWrapSize) return invalid("secret_wrap");
  const Millis now = clock_.now();
  return unit_.write([&](Stores& stores) -> Status {
    PARASOL_TRY(const auto account, stores.accounts.find(who.account));
    if (!account || account->state != AccountState::kActive ||
        !mint_.is_valid(nonce, NonceMint::Purpose::kPassphrase, account->login, now) ||
        !has_signed(account->auth_key, account->login, nonce, signature))
      return failure(ErrorCode::kUnauthorised);
    PARASOL_TRY(const bool is_first_use, stores.accounts.consume_nonce(nonce, NonceMint::expires(nonce)));
    if (!is_first_use) return failure(ErrorCode::kUnauthorised);
    PARASOL_CHECK_OK(stores.accounts.set_passphrase(account->id, auth_key, secret_wrap));
    return stores.accounts.end_other_sessions(account->id, token_hash);
  });
}

Status SignIn::carry_sessions(std::int64_t minutes) {
  return unit_.write([&](Stores& stores) { return stores.accounts.shift_sessions(minutes); });
}

Status SignIn::purge() {
  const Millis now = clock_.now();
  const std::int64_t minute = now / kMinute;
  return unit_.write([&](Stores& stores) -> Status {
    PARASOL_CHECK_OK(stores.accounts.purge_sessions(minute - kSessionIdleMinutes, minute - kSessionMinutes));
    return stores.accounts.purge_nonces(now);
  });
}

}  // namespace parasol::domain
