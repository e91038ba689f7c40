#include "domain/live_list.h"

#include "trust/signed.h"

namespace parasol::domain {
namespace {

Error unavailable(const char* why) { return failure(ErrorCode::kUnavailable, why); }

}  // namespace

Result<records::Manifest> LiveList::manifest() const {
  PARASOL_TRY(const Bytes content, folder_.manifest());
  const auto envelope = records::decode_signed(content);
  if (!envelope) return unavailable("manifest does not decode");
  const auto manifest = trust::verify_signed_by(list_key_, *envelope, records::decode_manifest, deployment_);
  if (!manifest) return unavailable("manifest is not signed by our list key");
  if (trust::to_millis(manifest->issued) + kManifestLife < clock_.now()) return unavailable("manifest is too old");
  return manifest;
}

Result<records::LiveIndex> LiveList::index() const {
  PARASOL_TRY(const records::Manifest listed, manifest());
  const auto file = folder_.file(listed.live_index);
  if (!file) return unavailable("no live index");
  const auto live = records::decode_live_index(**file);
  if (!live || live->deployment != deployment_) return unavailable("live index does not decode");
  return live;
}

}  // namespace parasol::domain
