#pragma once
// An HTTP request and response as the rest of the program sees them: already checked, already decoded, no sockets.
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace parasol::http {

// The methods we know (RFC 9110 §9, RFC 5789). Any other is refused with 501.
enum class Method : std::uint8_t { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions };

// "GET", "HEAD" …
std::string_view method_name(Method method);
// Case-sensitive; nothing if it is not one of ours.
std::optional<Method> method_from(std::string_view name);

// Fields of a message. Names are kept in lower case and looked up in lower case.
class Headers {
 public:
  struct Field {
    std::string name;
    std::string value;
  };

  // Replaces every field of that name.
  void set(std::string_view name, std::string value);
  // One more field of that name (set-cookie).
  void add(std::string_view name, std::string value);
  // Value of the first field of that name. A request read by RequestReader holds each name at most once.
  std::optional<std::string_view> find(std::string_view lower_case_name) const;

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }

 private:
  std::vector<Field> fields_;
};

struct Request {
  Method method = Method::kGet;
  // The path between its slashes, each part percent-decoded exactly once: "/" is {""}, "/a/b" is {"a","b"},
  // "/a/" is {"a",""}. No part holds a slash, a backslash or a control character, or is "." or "..".
  std::vector<std::string> segments;
  // What follows the question mark, untouched. Read it with parse_query().
  std::string query;
  Headers headers;
  Bytes body;
  bool wants_keep_alive = true;
  // Who the connection is from, in the bytes of the network: an IPv4 address, the /64 of an IPv6 one, nothing for a Unix socket.
  std::string peer;
};

// The parameters of a query string. Strict, because our own clients write it: name=value pairs joined by '&', names of
// [a-z0-9_-], values of [A-Za-z0-9._~,:-], no empty name, no name twice. Nothing is decoded, so '%' and '+' are errors.
// Error: kInvalid with field "query".
using Query = std::map<std::string, std::string, std::less<>>;
Result<Query> parse_query(std::string_view query);
// The same as anybody's program may write it: values are percent-encoded UTF-8 without control characters, '+' is a space.
Result<Query> parse_encoded_query(std::string_view query);

// The cookie of that name (RFC 6265 §4.2.1); nothing if it is absent or sent twice.
std::optional<std::string_view> find_cookie(const Request& request, std::string_view name);

// Some bytes of a whole.
struct ByteRange {
  std::size_t first = 0;
  std::size_t length = 0;
  bool operator==(const ByteRange&) const = default;
};

struct Response {
  std::uint16_t status = 200;
  // Without content-length, connection and transfer-encoding: these are the serialiser's.
  Headers headers;
  Bytes body;
  // Bytes shared with other responses (a static file). If set, `body` is not used.
  std::shared_ptr<const Bytes> shared_body;
  // If set, only these bytes of `shared_body` are sent, which has them all.
  std::optional<ByteRange> shared_part;
};

// "Not Found" for 404; "Unknown" for a status that this program never sends.
std::string_view reason_phrase(std::uint16_t status);

// A reply that holds its own reason phrase as plain text and must not be stored by caches.
Response plain_response(std::uint16_t status);

enum class AfterReply : std::uint8_t { kKeepAlive, kClose };

// What goes on the wire: the head, then the body. `body` points into the response, which must outlive it.
struct Wire {
  std::string head;
  ByteView body;
};
// Serialises (RFC 9112 §4, §5). A HEAD request, 204 and 304 get no body. A field that would break the framing (bad
// name, control character in the value, one of the serialiser's own) turns the whole reply into an empty 500.
Wire serialise(const Response& response, Method method, AfterReply after);

}  // namespace parasol::http
