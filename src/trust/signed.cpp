#include "trust/signed.h"

namespace parasol::trust {

records::Signed sign(const crypto::SigningKey& key, Bytes statement) {
  records::Signed envelope;
  envelope.statement = std::move(statement);
  envelope.signer = key.public_key();
  envelope.signature = key.sign(envelope.statement);
  return envelope;
}

Status verify_signature(const records::Signed& envelope) {
  if (!crypto::verify(envelope.signer, envelope.statement, envelope.signature))
    return failure(ErrorCode::kUnauthorised, "signature");
  return {};
}

Result<records::TrustStatement> verify_trust(const records::Signed& file) {
  PARASOL_TRY(records::TrustStatement trust, records::decode_trust_statement(file.statement));
  if (trust.root_key == trust.list_key || trust.root_key == trust.system_key || trust.list_key == trust.system_key)
    return invalid("root_key", "one key for two purposes");
  if (file.signer != trust.root_key) return failure(ErrorCode::kUnauthorised, "trust file not signed by its root");
  PARASOL_CHECK_OK(verify_signature(file));
  return trust;
}

}  // namespace parasol::trust
