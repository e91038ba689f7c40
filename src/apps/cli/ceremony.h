#pragma once
// `parasol init`: makes an installation's folders, keys and first invitations. Ed25519 and ristretto255 only; everything that is
// sealed is made later, in browsers. The root's private half is returned to be printed and is written nowhere.
#include <filesystem>
#include <string>
#include <vector>

#include "apps/server/config.h"
#include "base/clock.h"
#include "base/secret.h"
#include "vocabulary/vocabulary.h"

namespace parasol::cli {

// The five questions.
struct Answers {
  std::string organisation;
  std::string team;
  std::string member_url;
  std::string staff_url;
  std::string database;  // "sqlite:parasol.sqlite" or "postgresql://…"
};

struct RootInvitation {
  vocabulary::Role role;
  std::string code;  // to be given out of band: 45 characters in groups of five
};

struct Ceremony {
  Secret<32> root_seed;
  std::string root_fingerprint;
  std::vector<RootInvitation> invitations;  // two administrators, a case lead, a data-protection officer
};

// Makes DIR, which must not exist or be empty. `is_demo` marks the three daemons' folders: only then do they follow DIR/clock.
// kConflict (DIR is not empty), kInvalid (field of an answer), errors of files and database.
Result<Ceremony> make_installation(const std::filesystem::path& folder, const Answers& answers, bool is_demo, const Clock& clock);

// 32 bytes as 52 Crockford base-32 characters and 4 of checksum, in groups of four: what is printed of the root.
std::string paper_form(ByteView secret);

}  // namespace parasol::cli
