#include "listd/publisher.h"

#include <sys/stat.h>

#include <algorithm>

#include "base/file.h"
#include "base/log.h"
#include "crypto/primitives.h"

namespace parasol::listd {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kPublicFile = 0644;
constexpr mode_t kPublicFolder = 0755;

bool is_content_name(const std::string& name) { return name.size() == 64 && from_hex(name).has_value(); }

Error system_failure(const char* step, const std::error_code& code) {
  return failure(ErrorCode::kInternal, std::string(step) + ": " + code.message());
}

}  // namespace

Result<Publisher> Publisher::open(const fs::path& folder, const crypto::SigningKey& list_key,
                                  const ByteArray<16>& deployment) {
  Publisher publisher(folder, list_key, deployment);
  const fs::path public_folder = publisher.public_folder();
  std::error_code code;
  fs::create_directory(public_folder, code);
  if (code) return system_failure("make public folder", code);
  if (chmod(public_folder.c_str(), kPublicFolder) != 0) return failure(ErrorCode::kInternal, "mode of public folder");
  fs::remove(public_folder / "manifest", code);
  if (code) return system_failure("take manifest away", code);
  PARASOL_CHECK_OK(publisher.find_files());
  PARASOL_CHECK_OK(publisher.read_last_manifest());
  return publisher;
}

Status Publisher::find_files() {
  std::error_code code;
  for (fs::directory_iterator entry(public_folder(), code), end; !code && entry != end; entry.increment(code)) {
    const std::string name = entry->path().filename();
    if (is_content_name(name)) {
      files_.emplace(name, std::nullopt);
    } else if (name.ends_with(".new")) {
      std::error_code ignored;  // left by a write that was cut off; in nobody's way
      fs::remove(entry->path(), ignored);
    }
  }
  if (code) return system_failure("read public folder", code);
  return {};
}

Status Publisher::read_last_manifest() {
  const auto content = read_file(folder_ / "last-manifest");
  if (!content) return content.error().code == ErrorCode::kNotFound ? Status{} : Status(content.error());
  PARASOL_TRY(const records::Signed envelope, records::decode_signed(*content));
  PARASOL_TRY(const records::Manifest manifest,
              trust::verify_signed_by(list_key_->public_key(), envelope, records::decode_manifest, deployment_));
  seq_ = manifest.seq;
  manifest_hash_ = crypto::sha256(envelope.statement);
  read_layout(manifest);
  return {};
}

// Without its files a layout is empty: slots then take other places, which is no harm but a little less quiet.
void Publisher::read_layout(const records::Manifest& manifest) {
  Layout layout{manifest.epoch, manifest.bits, manifest.slots, {}};
  for (const auto& hash : manifest.buckets) {
    auto bucket = read_file(public_folder() / to_hex(hash));
    if (!bucket || crypto::sha256(*bucket) != hash) return;
    layout.buckets.push_back(*std::move(bucket));
  }
  layout_ = std::move(layout);
}

Result<ByteArray<32>> Publisher::put(ByteView content) {
  const ByteArray<32> hash = crypto::sha256(content);
  const std::string name = to_hex(hash);
  if (!files_.contains(name)) {
    PARASOL_CHECK_OK(write_file(public_folder() / name, content, kPublicFile));
    files_.emplace(name, std::nullopt);
  }
  wanted_.insert(name);
  return hash;
}

Status Publisher::publish(Publication publication, Millis now) {
  wanted_.clear();
  records::Manifest manifest;
  manifest.deployment = deployment_;
  manifest.epoch = publication.check_epoch.epoch;
  manifest.check_key = publication.check_epoch.key;
  manifest.bits = publication.layout.bits;
  manifest.slots = publication.layout.slots;
  manifest.seq = std::max(seq_ + 1, trust::to_u53(now));
  manifest.issued = trust::to_u53(now);
  manifest.previous = manifest_hash_;
  for (const Bytes& bucket : publication.layout.buckets) {
    PARASOL_TRY(manifest.buckets.emplace_back(), put(bucket));
  }
  PARASOL_TRY(manifest.keyring, put(records::encode(publication.keyring)));
  PARASOL_TRY(manifest.live_index, put(records::encode(publication.live_index)));
  manifest.normaliser = std::move(publication.normaliser);
  manifest.canary_at = trust::to_u53(publication.canary_at);
  manifest.canary_slow_hash = publication.check_epoch.canary_slow_hash;

  const records::Signed envelope = trust::sign(*list_key_, records::encode(manifest));
  const Bytes content = records::encode(envelope);
  // First where the next start looks: a number that anybody has seen is never given again.
  PARASOL_CHECK_OK(write_file(folder_ / "last-manifest", content));
  seq_ = manifest.seq;
  manifest_hash_ = crypto::sha256(envelope.statement);
  PARASOL_CHECK_OK(write_file(public_folder() / "manifest", content, kPublicFile));
  layout_ = std::move(publication.layout);
  sweep(now);
  return {};
}

void Publisher::sweep(Millis now) {
  for (auto file = files_.begin(); file != files_.end();) {
    auto& [name, unnamed_since] = *file;
    bool is_removed = false;
    if (wanted_.contains(name)) {
      unnamed_since.reset();
    } else {
      // A clock that was set back starts the hour again.
      if (!unnamed_since || *unnamed_since > now) unnamed_since = now;
      if (now - *unnamed_since >= kFileAfterlife) {
        std::error_code code;
        fs::remove(public_folder() / name, code);
        is_removed = !code;
        if (code) log::warning("public_file_not_removed");
      }
    }
    file = is_removed ? files_.erase(file) : std::next(file);
  }
}

}  // namespace parasol::listd
