#include "http/codec.h"

#include <algorithm>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <charconv>
#include <set>

#include "base/check.h"
#include "base/utf8.h"

namespace parasol::http {
namespace {

namespace beast = boost::beast::http;

// A status to refuse with; 0 is none.
using Refusal = std::uint16_t;
constexpr Refusal kFine = 0;

std::string_view view(boost::string_view text) { return {text.data(), text.size()}; }

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 3986 §3.3 without the percent sign.
bool is_path_character(char c) {
  return is_alphanumeric(c) || std::string_view("-._~!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

std::optional<std::string> decode_segment(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '%') {
      if (!is_path_character(raw[i])) return std::nullopt;
      out.push_back(raw[i]);
      continue;
    }
    if (i + 2 >= raw.size()) return std::nullopt;
    const auto high = hex_digit(raw[i + 1]);
    const auto low = hex_digit(raw[i + 2]);
    if (!high || !low) return std::nullopt;
    const unsigned byte = *high * 16 + *low;
    if (byte < 0x20 || byte == 0x7f || byte == '/' || byte == '\\') return std::nullopt;
    out.push_back(static_cast<char>(byte));
    i += 2;
  }
  if (out == "." || out == ".." || !is_clean_utf8(out)) return std::nullopt;
  return out;
}

// RFC 9112 §3.2.1: origin form only.
Refusal read_target(std::string_view target, Request& request) {
  if (!target.starts_with('/')) return 400;
  if (!std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; })) return 400;
  const std::size_t question = std::min(target.find('?'), target.size());
  if (question < target.size()) request.query = target.substr(question + 1);
  std::string_view path = target.substr(1, question - 1);
  for (;;) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    auto segment = decode_segment(path.substr(0, slash));
    if (!segment) return 400;
    const bool is_last = slash == path.size();
    if (segment->empty() && !is_last) return 400;
    request.segments.push_back(std::move(*segment));
    if (is_last) return kFine;
    path.remove_prefix(slash + 1);
  }
}

// Fields that change who is asking, for what, or where the message ends: never twice. Others are joined by a comma
// (RFC 9110 §5.3).
bool is_critical(std::string_view name) {
  static const std::set<std::string_view> kCritical = {
      "authorization", "content-encoding", "content-length", "content-type",      "cookie",           "expect",
      "host",          "origin",           "sec-fetch-mode", "sec-fetch-site", "transfer-encoding"};
  return kCritical.contains(name);
}

Refusal read_fields(const beast::fields& fields, std::size_t most, Headers& headers) {
  for (const auto& field : fields) {
    Headers one;
    one.add(view(field.name_string()), std::string(view(field.value())));
    const auto& [name, value] = *one.begin();
    const auto before = headers.find(name);
    if (before && is_critical(name)) return 400;
    if (before)
      headers.set(name, std::string(*before) + ", " + value);
    else
      headers.add(name, value);
    if (headers.size() > most) return 431;
  }
  return kFine;
}

bool is_host(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return is_alphanumeric(c) || std::string_view("-._:[]").find(c) != std::string_view::npos;
  });
}

// The body's length, or nothing if the text is not one plain number that fits.
std::optional<std::uint64_t> read_length(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc()) return std::nullopt;
  return length;
}

// Whether a request line ends in a well-formed version that is not ours.
bool names_another_version(std::string_view request_line) {
  if (request_line.size() < 9) return false;
  const std::string_view last = request_line.substr(request_line.size() - 9);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return last.starts_with(" HTTP/") && is_digit(last[6]) && last[7] == '.' && is_digit(last[8]);
}

}  // namespace

RequestReader::RequestReader(BodyLimit body_limit, Limits limits)
    : body_limit_(std::move(body_limit)), limits_(limits) {}
RequestReader::~RequestReader() = default;

RequestReader::State RequestReader::feed(ByteView bytes) {
  if (state_ == State::kRefused) return state_;
  buffer_.append(as_text(bytes));
  read_on();
  return state_;
}

Request RequestReader::take() {
  PARASOL_CHECK(state_ == State::kComplete);
  Request out = std::move(request_);
  request_ = {};
  state_ = State::kIdle;
  is_continue_expected_ = false;
  read_on();
  return out;
}

bool RequestReader::take_expectation() {
  return state_ == State::kBody && request_.body.empty() && std::exchange(is_continue_expected_, false);
}

void RequestReader::read_on() {
  if (state_ == State::kIdle && !buffer_.empty()) state_ = State::kHeader;
  if (state_ == State::kHeader) read_header();
  if (state_ == State::kBody) read_body();
}

void RequestReader::read_header() {
  scan_header();
  if (state_ == State::kRefused || !is_header_scanned_) return;
  finish_header();
  buffer_.erase(0, scanned_);
  scanned_ = line_length_ = lines_ = 0;
  is_header_scanned_ = false;
}

// Looks at every byte of the header once, so that what is refused does not depend on how it arrived, and so that the
// parser behind never meets the line ends and folds it is lenient about.
void RequestReader::scan_header() {
  while (scanned_ < buffer_.size()) {
    if (scanned_ == limits_.header_bytes) return refuse(431);
    const auto byte = static_cast<unsigned char>(buffer_[scanned_++]);
    if (is_after_carriage_return_) {
      if (byte != '\n') return refuse(400);
      is_after_carriage_return_ = false;
      if (line_length_ == 0) {
        is_header_scanned_ = true;
        return;
      }
      line_length_ = 0;
      ++lines_;
      continue;
    }
    if (byte == '\r') {
      is_after_carriage_return_ = true;
      continue;
    }
    if ((byte < 0x20 && byte != '\t') || byte == 0x7f) return refuse(400);
    if (lines_ > 0 && line_length_ == 0 && (byte == ' ' || byte == '\t')) return refuse(400);
    ++line_length_;
    constexpr std::size_t kRestOfRequestLine = 32;
    if (lines_ == 0 && line_length_ > limits_.target_bytes + kRestOfRequestLine) return refuse(414);
  }
}

void RequestReader::finish_header() {
  beast::request_parser<beast::empty_body> parser;
  parser.header_limit(UINT32_MAX);
  parser.skip(true);  // the body is ours
  boost::system::error_code error;
  parser.put(boost::asio::const_buffer(buffer_.data(), scanned_), error);
  if (error == beast::error::bad_version && names_another_version(buffer_.substr(0, buffer_.find('\r'))))
    return refuse(505);
  if (error || !parser.is_header_done()) return refuse(400);

  const auto& message = parser.get();
  const auto method = method_from(view(message.method_string()));
  if (!method) return refuse(501);
  request_.method = *method;
  if (message.target().size() > limits_.target_bytes) return refuse(414);
  if (const Refusal refusal = read_target(view(message.target()), request_)) return refuse(refusal);
  if (const Refusal refusal = read_fields(message, limits_.header_count, request_.headers)) return refuse(refusal);
  request_.wants_keep_alive = message.keep_alive();

  const Headers& headers = request_.headers;
  if (!is_host(headers.find("host").value_or(""))) return refuse(400);
  const auto length_text = headers.find("content-length");
  if (headers.find("transfer-encoding")) return refuse(length_text ? 400 : 411);
  std::uint64_t length = 0;
  if (length_text) {
    const auto read = read_length(*length_text);
    if (!read) return refuse(400);
    length = *read;
  }
  if (const auto expectation = headers.find("expect")) {
    if (!boost::beast::iequals(boost::string_view(expectation->data(), expectation->size()), "100-continue"))
      return refuse(417);
    is_continue_expected_ = message.version() == 11 && length > 0;
  }
  if (length > 0 && length > std::min(body_limit_(request_), kLargestBodyLimit)) return refuse(413);
  body_bytes_ = static_cast<std::size_t>(length);
  state_ = State::kBody;
}

void RequestReader::read_body() {
  const std::size_t missing = body_bytes_ - request_.body.size();
  const std::size_t now = std::min(missing, buffer_.size());
  append(request_.body, as_bytes(buffer_).first(now));
  buffer_.erase(0, now);
  if (now == missing) state_ = State::kComplete;
}

void RequestReader::refuse(std::uint16_t status) {
  state_ = State::kRefused;
  refusal_ = status;
  request_ = {};
  buffer_ = {};
}

}  // namespace parasol::http
