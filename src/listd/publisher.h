#pragma once
// Writes the folder that anybody may be given: files named by the hash of their content, then, in one step, the signed
// manifest that names them. The last manifest is also kept beside the folder: from it the sequence goes on after a
// start, even if the folder is lost or the clock was set back. Not thread-safe.
#include <filesystem>
#include <map>
#include <set>

#include "crypto/signature.h"
#include "listd/layout.h"

namespace parasol::listd {

// How long what no manifest names any more can still be fetched.
inline constexpr Millis kFileAfterlife = kHour;

// Everything a manifest stands for.
struct Publication {
  Layout layout;
  records::Keyring keyring;
  records::LiveIndex live_index;
  std::string normaliser;
  records::CheckEpoch check_epoch;
  Millis canary_at = 0;
};

class Publisher {
 public:
  // Opens or makes `folder`/public, reads `folder`/last-manifest and the buckets it names, and takes the public manifest
  // away: until the first publish() there is none. The key must outlive this object.
  // kInvalid (the last manifest is not ours), kInternal.
  static Result<Publisher> open(const std::filesystem::path& folder, const crypto::SigningKey& list_key,
                                const ByteArray<16>& deployment);

  // When it returns without error, the new manifest and all its files are on disk. After an error the old manifest, if
  // any, still stands whole, and trying again is safe. `now` in milliseconds since 1970.
  Status publish(Publication publication, Millis now);

  // Of the last manifest; 0 if there never was one.
  std::uint64_t seq() const { return seq_; }
  // What the last manifest showed: where slots stand.
  const Layout& layout() const { return layout_; }

 private:
  Publisher(std::filesystem::path folder, const crypto::SigningKey& list_key, const ByteArray<16>& deployment)
      : folder_(std::move(folder)), list_key_(&list_key), deployment_(deployment) {}
  std::filesystem::path public_folder() const { return folder_ / "public"; }
  Status read_last_manifest();
  void read_layout(const records::Manifest& manifest);
  Status find_files();
  Result<ByteArray<32>> put(ByteView content);
  void sweep(Millis now);

  std::filesystem::path folder_;
  const crypto::SigningKey* list_key_;
  ByteArray<16> deployment_;
  std::uint64_t seq_ = 0;
  ByteArray<32> manifest_hash_{};
  Layout layout_;
  std::set<std::string> wanted_;                      // files that the manifest being written names
  std::map<std::string, std::optional<Millis>> files_;  // on disk, and since when no manifest names them
};

}  // namespace parasol::listd
