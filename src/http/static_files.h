#pragma once
// A folder of built web files, read once at start and then served from memory; nothing a request says ever becomes a
// file name. Precompressed siblings (app.js.br, app.js.gz) are served in place of app.js to those who accept them.
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "http/message.h"

namespace parasol::http {

class StaticFiles {
 public:
  // A text of [A-Za-z0-9_-] that differs whenever the bytes differ (a SHA-256 in hexadecimal).
  using Hash = std::function<std::string(ByteView)>;

  // Reads every regular file under `folder`. Names that start with a dot are left out, except the folder .well-known.
  // Errors: kNotFound (no such folder), kInvalid (a symbolic link, or a name outside [A-Za-z0-9._-]), kTooLarge (a file
  // over 64 MiB), kInternal.
  static Result<StaticFiles> load(const std::filesystem::path& folder, const Hash& hash);

  // The reply to a request for one of the files; nothing if there is none of that name, so that the caller can answer
  // otherwise. "/guides/" is guides/index.html; "/guides" then redirects (308) to it. GET and HEAD only, else 405.
  // Each reply carries content-type, a strong etag and cache-control: a year for a path with /assets/ in it (the build
  // puts a hash in those names), otherwise no-store: what somebody read here must not lie in a browser's cache. Other
  // programs may ask again with if-none-match, and get 304 (RFC 9110 §13.1.2). Of sound and film a part may be asked for,
  // as players do that move to another place: one range (RFC 9110 §14), if if-range names this etag or is not there.
  std::optional<Response> answer(const Request& request) const;

  // The page for an address that leads nowhere, with status 404: not_found.html of the request's first folder, or else of the
  // root. For those who say that they read HTML, as browsers do of what somebody opens; nothing for programs.
  std::optional<Response> not_found(const Request& request) const;

  std::size_t size() const { return files_.size(); }

 private:
  struct Variant {
    std::shared_ptr<const Bytes> bytes;
    std::string etag;  // with its quotes
  };
  struct File {
    std::string content_type;
    std::string cache_control;
    std::map<std::string, Variant, std::less<>> variants;  // by content-coding; "" is the file itself

    // The variant that a request gets, with its content-coding.
    const std::pair<const std::string, Variant>& chosen_for(const Request& request) const;
  };
  std::map<std::string, File, std::less<>> files_;  // by path without leading slash
};

// Whether an if-none-match value names this etag (RFC 9110 §13.1.2). It is compared weakly, and holds no comma.
bool names_tag(std::string_view if_none_match, std::string_view etag);

// The part of `size` bytes that a range value asks for (RFC 9110 §14.1.2); one without bytes has none of them, which is to be
// answered with 416. Nothing if it is to be ignored: another unit, several ranges, or anything that is not in that form.
std::optional<ByteRange> requested_part(std::string_view range, std::size_t size);

// Whether an accept-encoding value lets us send that content-coding (RFC 9110 §12.5.3): listed, or "*", with q above 0.
bool accepts_encoding(std::string_view accept_encoding, std::string_view coding);

}  // namespace parasol::http
