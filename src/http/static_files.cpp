#include "http/static_files.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "base/file.h"

namespace parasol::http {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kImmutable = "public, max-age=31536000, immutable";
constexpr std::string_view kNeverKept = "no-store";
constexpr std::string_view kNotFound = "not_found.html";

// In the order in which we prefer them: content-coding, suffix of the sibling.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kCodings = {
    {{"br", ".br"}, {"gzip", ".gz"}}};

std::string_view content_type(std::string_view extension) {
  static const std::map<std::string_view, std::string_view> kTypes = {
      {".avif", "image/avif"},
      {".css", "text/css; charset=utf-8"},
      {".html", "text/html; charset=utf-8"},
      {".ico", "image/x-icon"},
      {".jpg", "image/jpeg"},
      {".js", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".mp3", "audio/mpeg"},
      {".mp4", "video/mp4"},
      {".ogg", "audio/ogg"},
      {".pdf", "application/pdf"},
      {".png", "image/png"},
      {".svg", "image/svg+xml"},
      {".txt", "text/plain; charset=utf-8"},
      {".vtt", "text/vtt; charset=utf-8"},
      {".wasm", "application/wasm"},
      {".webm", "video/webm"},
      {".webmanifest", "application/manifest+json"},
      {".webp", "image/webp"},
      {".woff2", "font/woff2"},
      {".xml", "application/xml"},
  };
  const auto found = kTypes.find(extension);
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

bool is_served_name(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Calls visit(part) for each part of a comma-separated list until it returns true; whether it did.
template <class Visit>
bool any_of_list(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (visit(trim(list.substr(0, comma)))) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

// A number of digits alone; one that is too large for us is larger than any file.
std::optional<std::size_t> read_position(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  std::size_t position = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
  return error == std::errc() ? position : std::numeric_limits<std::size_t>::max();
}

bool is_sound_or_film(std::string_view content_type) {
  return content_type.starts_with("audio/") || content_type.starts_with("video/");
}

std::string join(const std::vector<std::string>& segments) {
  std::string out;
  for (const auto& segment : segments) {
    if (&segment != &segments.front()) out += '/';
    out += segment;
  }
  return out;
}

// Only GET asks for parts (RFC 9110 §14.2). If-range compares strongly (§13.1.5): a weak tag, a date, or several are never
// the bytes that we have now.
std::optional<ByteRange> part_asked_of(const Request& request, std::string_view etag, std::size_t size) {
  const auto range = request.headers.find("range");
  if (request.method != Method::kGet || !range || request.headers.find("if-range").value_or(etag) != etag) return std::nullopt;
  return requested_part(*range, size);
}

Response no_such_part(std::size_t size) {
  Response response = plain_response(416);
  response.headers.set("content-range", "bytes */" + std::to_string(size));
  return response;
}

}  // namespace

// If-none-match compares weakly (RFC 9110 §8.8.3.2). Our tags hold no comma, so the list can be cut at commas.
bool names_tag(std::string_view if_none_match, std::string_view etag) {
  return any_of_list(if_none_match, [&](std::string_view tag) {
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    return tag == "*" || tag == etag;
  });
}

std::optional<ByteRange> requested_part(std::string_view range, std::size_t size) {
  constexpr std::string_view kUnit = "bytes=";
  const auto is_same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  if (!std::ranges::equal(range.substr(0, kUnit.size()), kUnit, is_same)) return std::nullopt;
  range.remove_prefix(kUnit.size());
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto before = read_position(range.substr(0, dash));
  const auto after = read_position(range.substr(dash + 1));
  if (dash == 0) {  // the last so many
    if (!after || size == 0) return std::nullopt;
    const std::size_t length = std::min(*after, size);
    return ByteRange{size - length, length};
  }
  const bool is_open = dash + 1 == range.size();
  if (!before || !(after || is_open) || (after && *after < *before)) return std::nullopt;
  if (*before >= size) return ByteRange{};
  const std::size_t last = is_open ? size - 1 : std::min(*after, size - 1);
  return ByteRange{*before, last - *before + 1};
}

bool accepts_encoding(std::string_view accept_encoding, std::string_view coding) {
  const auto is_weightless = [](std::string_view parameters) {
    const std::size_t q = parameters.find("q=");
    if (q == std::string_view::npos) return false;
    return parameters.substr(q + 2).find_first_not_of("0.") == std::string_view::npos;
  };
  std::optional<bool> named;
  std::optional<bool> any;
  any_of_list(accept_encoding, [&](std::string_view entry) {
    const std::size_t semicolon = std::min(entry.find(';'), entry.size());
    const std::string_view name = trim(entry.substr(0, semicolon));
    if (name == coding) named = !is_weightless(entry.substr(semicolon));
    if (name == "*") any = !is_weightless(entry.substr(semicolon));
    return false;
  });
  return named.value_or(any.value_or(false));
}

Result<StaticFiles> StaticFiles::load(const fs::path& folder, const Hash& hash) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return failure(ErrorCode::kNotFound, folder.string());
  std::map<std::string, Variant> all;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with('.') && name != ".well-known") {
      entry.disable_recursion_pending();
      continue;
    }
    const fs::file_status status = entry->symlink_status(error);
    if (error) break;
    if (!is_served_name(name) || fs::is_symlink(status)) return invalid("name", entry->path().string());
    if (!fs::is_regular_file(status)) continue;
    PARASOL_TRY(Bytes bytes, read_file(entry->path()));
    std::string etag = '"' + hash(bytes) + '"';
    all.emplace(entry->path().lexically_relative(folder).generic_string(),
                Variant{std::make_shared<const Bytes>(std::move(bytes)), std::move(etag)});
  }
  if (error) return failure(ErrorCode::kInternal, folder.string());

  StaticFiles out;
  for (const auto& [path, variant] : all) {
    std::string original = path;
    std::string coding;
    for (const auto& [name, suffix] : kCodings) {
      if (!path.ends_with(suffix)) continue;
      const std::string sibling = path.substr(0, path.size() - suffix.size());
      if (!all.contains(sibling)) continue;
      original = sibling;
      coding = name;
    }
    File& file = out.files_[original];
    file.variants.emplace(coding, variant);
    file.content_type = content_type(fs::path(original).extension().string());
    const bool is_hashed = ('/' + original).find("/assets/") != std::string::npos && !original.ends_with(".html");
    file.cache_control = is_hashed ? kImmutable : kNeverKept;
  }
  return out;
}

const std::pair<const std::string, StaticFiles::Variant>& StaticFiles::File::chosen_for(const Request& request) const {
  const std::string_view accepted = request.headers.find("accept-encoding").value_or("");
  for (const auto& [coding, suffix] : kCodings) {
    const auto variant = variants.find(coding);
    if (variant != variants.end() && accepts_encoding(accepted, coding)) return *variant;
  }
  return *variants.find("");
}

std::optional<Response> StaticFiles::answer(const Request& request) const {
  std::string path = join(request.segments);
  if (path.empty() || path.ends_with('/')) path += "index.html";
  const auto found = files_.find(path);
  const bool is_folder = found == files_.end() && files_.contains(path + "/index.html");
  if (found == files_.end() && !is_folder) return std::nullopt;

  if (request.method != Method::kGet && request.method != Method::kHead) {
    Response response = plain_response(405);
    response.headers.set("allow", "GET, HEAD");
    return response;
  }
  if (is_folder) {
    Response response = plain_response(308);
    response.headers.set("location", '/' + path + '/');
    return response;
  }

  const File& file = found->second;
  const auto& [coding, variant] = file.chosen_for(request);
  Response response;
  response.headers.set("etag", variant.etag);
  response.headers.set("cache-control", file.cache_control);
  if (file.variants.size() > 1) response.headers.set("vary", "accept-encoding");
  if (names_tag(request.headers.find("if-none-match").value_or(""), variant.etag)) {
    response.status = 304;
    return response;
  }
  const std::size_t size = variant.bytes->size();
  if (is_sound_or_film(file.content_type)) {
    response.headers.set("accept-ranges", "bytes");
    response.shared_part = part_asked_of(request, variant.etag, size);
  }
  if (const auto& part = response.shared_part) {
    if (part->length == 0) return no_such_part(size);
    const std::string last = std::to_string(part->first + part->length - 1);
    response.headers.set("content-range", "bytes " + std::to_string(part->first) + '-' + last + '/' + std::to_string(size));
    response.status = 206;
  }
  response.headers.set("content-type", file.content_type);
  if (!coding.empty()) response.headers.set("content-encoding", coding);
  response.shared_body = variant.bytes;
  return response;
}

std::optional<Response> StaticFiles::not_found(const Request& request) const {
  if (request.method != Method::kGet && request.method != Method::kHead) return std::nullopt;
  const auto is_html = [](std::string_view entry) { return trim(entry.substr(0, entry.find(';'))) == "text/html"; };
  if (!any_of_list(request.headers.find("accept").value_or(""), is_html)) return std::nullopt;
  auto page = files_.end();
  if (!request.segments.empty()) page = files_.find(request.segments.front() + '/' + std::string(kNotFound));
  if (page == files_.end()) page = files_.find(kNotFound);
  if (page == files_.end()) return std::nullopt;

  const auto& [coding, variant] = page->second.chosen_for(request);
  Response response;
  response.status = 404;
  response.headers.set("content-type", page->second.content_type);
  response.headers.set("cache-control", page->second.cache_control);
  if (!coding.empty()) response.headers.set("content-encoding", coding);
  response.shared_body = variant.bytes;
  return response;
}

}  // namespace parasol::http
