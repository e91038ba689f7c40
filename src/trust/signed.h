#pragma once
// The one form of everything signed: a statement's bytes, the signer's key, a signature over exactly these bytes.
// Who the signer is and whether she may say this is the business of Registry.
#include "base/clock.h"
#include "crypto/records.h"
#include "crypto/signature.h"

namespace parasol::trust {

using Key = ByteArray<32>;
using Deployment = ByteArray<16>;

// How far ahead of ours another clock may be.
inline constexpr Millis kClockTolerance = 10 * kMinute;

inline Millis to_millis(std::uint64_t u53) { return static_cast<Millis>(u53); }
// A time before 1970 counts as 0.
inline std::uint64_t to_u53(Millis time) { return time < 0 ? 0 : static_cast<std::uint64_t>(time); }

records::Signed sign(const crypto::SigningKey& key, Bytes statement);

// kUnauthorised unless the signature is that of the named signer over the statement.
Status verify_signature(const records::Signed& envelope);

// The statement, if it is of this kind, belongs to `deployment` and is signed by the signer it names.
// kInvalid (field: what does not decode, or "deployment"), kUnauthorised (signature).
template <class Record>
Result<Record> verify_signed(const records::Signed& envelope, Result<Record> (*decode)(ByteView),
                             const Deployment& deployment) {
  PARASOL_TRY(Record record, decode(envelope.statement));
  if (record.deployment != deployment) return invalid("deployment");
  PARASOL_CHECK_OK(verify_signature(envelope));
  return record;
}

// The same, for a statement that only one key may make. kUnauthorised also if another key signed it.
template <class Record>
Result<Record> verify_signed_by(const Key& signer, const records::Signed& envelope, Result<Record> (*decode)(ByteView),
                                const Deployment& deployment) {
  if (envelope.signer != signer) return failure(ErrorCode::kUnauthorised, "another signer");
  return verify_signed(envelope, decode, deployment);
}

// The trust file: signed by the root key that it names. Whether this root is the right one, the caller knows.
// kInvalid (also if two of its keys are equal), kUnauthorised.
Result<records::TrustStatement> verify_trust(const records::Signed& file);

}  // namespace parasol::trust
