#pragma once
// Signing in without the server learning a passphrase: keyd hardens it, the resulting key signs a nonce of ours.
// Unknown logins take the same steps and get the same answers as known ones with a wrong passphrase. Sessions end after
// 15 minutes idle or 12 hours, when they are left, and with the account. No audit event: a sign-in leaves its session
// only.
#include "base/secret.h"
#include "domain/installation.h"
#include "domain/ports/account_store.h"
#include "domain/ports/daemons.h"
#include "domain/ports/unit_of_work.h"
#include "domain/principal.h"

namespace parasol::domain {

inline constexpr Millis kNonceLife = 2 * kMinute;
inline constexpr std::int64_t kSessionIdleMinutes = 15;
inline constexpr std::int64_t kSessionMinutes = 12 * 60;
// Of the account secret under the passphrase's wrap key: nonce, 32 bytes, tag.
inline constexpr std::size_t kSecretWrapSize = 24 + 32 + 16;

// 3 to 64 of [a-z0-9-].
bool is_login(std::string_view text);

// Nonces that need no memory until they are used: 6 bytes of expiry and 2 random ones (so that two in one millisecond
// differ), then 24 bytes of MAC over these, purpose and login under a key that lives as long as the process.
// Thread-safe.
class NonceMint {
 public:
  enum class Purpose : std::uint8_t { kSignIn = 1, kPassphrase = 2 };
  ByteArray<32> issue(Purpose purpose, std::string_view login, Millis now) const;
  // Ours, for this purpose and login, and not expired. Whether it was used before, the caller asks the store.
  bool is_valid(const ByteArray<32>& nonce, Purpose purpose, std::string_view login, Millis now) const;
  static Millis expires(const ByteArray<32>& nonce);

 private:
  ByteArray<24> mac(ByteView expiry, Purpose purpose, std::string_view login) const;
  const Secret<32> key_ = Secret<32>(random_array<32>());
};

struct SignInStart {
  ByteArray<32> element;
  ByteArray<32> nonce;
};

struct SignedIn {
  Account account;
  ByteArray<32> token;  // for the cookie; only its SHA-256 is stored
};

struct LiveSession {
  Principal principal;
  ByteArray<32> token_hash;
};

class SignIn {
 public:
  SignIn(UnitOfWork& unit, const Clock& clock, KeyDaemon& keyd, const Installation& installation);

  // Hardens under the login's key, known or not. kInvalid (field "login" or "element"), kRateLimited, kUnavailable.
  Result<SignInStart> start(std::string_view login, const ByteArray<32>& element);

  // Opens a session. kUnauthorised, without a reason: unknown login, wrong signature, nonce not ours, expired or used,
  // account revoked, or not an account of this entrance.
  Result<SignedIn> finish(Entrance entrance, std::string_view login, const ByteArray<32>& nonce,
                          const ByteArray<64>& signature);

  // The session of a cookie's token, if it runs at this entrance. Notes once a minute that it was seen.
  Result<std::optional<LiveSession>> session(Entrance entrance, std::string_view token);
  Status leave(const ByteArray<32>& token_hash);

  // A nonce for changing the passphrase. kUnauthorised if the account has just ended.
  Result<ByteArray<32>> passphrase_nonce(const Principal& who);
  // Replaces what the passphrase unlocks; every other session of the account ends. kUnauthorised (nonce, or signature
  // by the old auth key), kInvalid (field "secret_wrap").
  Status change_passphrase(const Principal& who, const ByteArray<32>& token_hash, const ByteArray<32>& nonce,
                           const ByteArray<64>& signature, const ByteArray<32>& auth_key, ByteView secret_wrap);

  // For a demo whose clock is about to be moved on by hand: time passes, but nobody is signed out by it.
  Status carry_sessions(std::int64_t minutes);

  // For a job, every few minutes: erases sessions and nonces that have expired.
  Status purge();

 private:
  bool has_signed(const ByteArray<32>& auth_key, std::string_view login, const ByteArray<32>& nonce,
                  const ByteArray<64>& signature) const;

  UnitOfWork& unit_;
  const Clock& clock_;
  KeyDaemon& keyd_;
  const Installation installation_;
  const NonceMint mint_;
  const ByteArray<32> nobodys_key_;  // stands in for the auth key of unknown logins; nobody has its private half
};

}  // namespace parasol::domain
