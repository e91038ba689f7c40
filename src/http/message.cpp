#include "http/message.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/utf8.h"

namespace parasol::http {
namespace {

constexpr std::array<std::string_view, 7> kMethodNames = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

bool is_lower_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

std::string to_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool is_query_name(std::string_view name) {
  return !name.empty() &&
         std::ranges::all_of(name, [](char c) { return is_lower_alphanumeric(c) || c == '_' || c == '-'; });
}
bool is_query_value(std::string_view value) {
  constexpr std::string_view kPunctuation = "._~,:-";
  return std::ranges::all_of(value, [&](char c) {
    return is_lower_alphanumeric(c) || is_upper(c) || kPunctuation.find(c) != std::string_view::npos;
  });
}

std::optional<std::string> decode(std::string_view value) {
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  };
  std::string out;
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (value[at] != '%') {
      out.push_back(value[at] == '+' ? ' ' : value[at]);
      continue;
    }
    if (value.size() - at < 3) return std::nullopt;
    const int high = digit(value[at + 1]), low = digit(value[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(static_cast<unsigned char>(16 * high + low)));
    at += 2;
  }
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (!is_clean_utf8(out) || std::ranges::any_of(out, is_control)) return std::nullopt;
  return out;
}

// `read_value` gives a value, or nothing if it is no good.
template <class ReadValue>
Result<Query> parse_pairs(std::string_view query, ReadValue read_value) {
  Query out;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || !is_query_name(pair.substr(0, equals))) return invalid("query");
    std::optional<std::string> value = read_value(pair.substr(equals + 1));
    if (!value || !out.emplace(pair.substr(0, equals), *std::move(value)).second) return invalid("query");
    if (end + 1 == query.size()) return invalid("query");
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return out;
}

bool can_be_sent(const Headers::Field& field) {
  const bool is_name = !field.name.empty() && std::ranges::all_of(field.name, [](char c) {
    return is_lower_alphanumeric(c) || c == '-';
  });
  const bool is_value = std::ranges::all_of(field.value, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
  const bool is_ours =
      field.name == "content-length" || field.name == "connection" || field.name == "transfer-encoding";
  return is_name && is_value && !is_ours;
}

ByteView body_of(const Response& response) {
  if (!response.shared_body) return response.body;
  const ByteView whole = *response.shared_body;
  if (!response.shared_part) return whole;
  const auto [first, length] = *response.shared_part;
  PARASOL_CHECK(first <= whole.size() && length <= whole.size() - first);
  return whole.subspan(first, length);
}

}  // namespace

std::string_view method_name(Method method) { return kMethodNames.at(static_cast<std::size_t>(method)); }

std::optional<Method> method_from(std::string_view name) {
  const auto found = std::ranges::find(kMethodNames, name);
  if (found == kMethodNames.end()) return std::nullopt;
  return static_cast<Method>(found - kMethodNames.begin());
}

void Headers::set(std::string_view name, std::string value) {
  const std::string key = to_lower(name);
  std::erase_if(fields_, [&](const Field& field) { return field.name == key; });
  fields_.push_back({key, std::move(value)});
}

void Headers::add(std::string_view name, std::string value) {
  fields_.push_back({to_lower(name), std::move(value)});
}

std::optional<std::string_view> Headers::find(std::string_view lower_case_name) const {
  const auto found = std::ranges::find(fields_, lower_case_name, &Field::name);
  if (found == fields_.end()) return std::nullopt;
  return found->value;
}

Result<Query> parse_query(std::string_view query) {
  return parse_pairs(query, [](std::string_view value) { return is_query_value(value) ? std::optional<std::string>(value) : std::nullopt; });
}

Result<Query> parse_encoded_query(std::string_view query) { return parse_pairs(query, decode); }

std::optional<std::string_view> find_cookie(const Request& request, std::string_view name) {
  std::string_view rest = request.headers.find("cookie").value_or("");
  std::optional<std::string_view> found;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    std::string_view pair = rest.substr(0, end);
    if (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) {
      if (found) return std::nullopt;
      found = pair.substr(name.size() + 1);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return found;
}

std::string_view reason_phrase(std::uint16_t status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Unknown";
  }
}

Response plain_response(std::uint16_t status) {
  Response response;
  response.status = status;
  response.headers.set("content-type", "text/plain; charset=utf-8");
  response.headers.set("cache-control", "no-store");
  response.body = to_bytes(as_bytes(reason_phrase(status)));
  return response;
}

Wire serialise(const Response& response, Method method, AfterReply after) {
  PARASOL_CHECK(response.status >= 200 && response.status <= 599);
  const bool is_sound = std::ranges::all_of(response.headers, can_be_sent);
  const std::uint16_t status = is_sound ? response.status : std::uint16_t{500};
  const bool has_length = status != 204 && status != 304;
  ByteView body;
  if (is_sound && has_length) body = body_of(response);

  Wire out;
  out.head.reserve(512);
  out.head.append("HTTP/1.1 ").append(std::to_string(status)).append(" ").append(reason_phrase(status)).append("\r\n");
  if (is_sound)
    for (const auto& field : response.headers)
      out.head.append(field.name).append(": ").append(field.value).append("\r\n");
  if (has_length) out.head.append("content-length: ").append(std::to_string(body.size())).append("\r\n");
  out.head.append(after == AfterReply::kClose ? "connection: close\r\n\r\n" : "connection: keep-alive\r\n\r\n");
  if (method != Method::kHead) out.body = body;
  return out;
}

}  // namespace parasol::http
