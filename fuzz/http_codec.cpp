// RequestReader on arbitrary bytes. The first byte chooses how the rest is cut; whatever the cut, the outcome is the
// same, and what comes out keeps the promises of http/message.h.
#include <algorithm>
#include <cstdlib>
#include <string>

#include "base/utf8.h"
#include "http/codec.h"
#include "http/static_files.h"

namespace {

using namespace parasol;
using http::RequestReader;

void require(bool promise) {
  if (!promise) std::abort();
}

// A part lies within what there is, and only one range of bytes has one.
void check_part(std::string_view range, std::size_t size) {
  const auto part = http::requested_part(range, size);
  if (!part) return;
  require(part->first <= size && part->length <= size - part->first);
  require(range.size() > 6 && range[5] == '=' && range.find(',') == std::string_view::npos);
}

void check(const http::Request& request) {
  require(!request.segments.empty());
  for (const auto& segment : request.segments) {
    require(is_clean_utf8(segment) && segment != "." && segment != "..");
    for (const char c : segment)
      require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && c != '/' && c != '\\');
    require(!segment.empty() || &segment == &request.segments.back());
  }
  require(request.body.size() <= 100);
  const auto host = request.headers.find("host");
  require(host && !host->empty());
  require(!request.headers.find("transfer-encoding"));
  if (const auto cookie = http::find_cookie(request, "a")) require(cookie->find(';') == std::string_view::npos);
  if (http::accepts_encoding(request.headers.find("accept-encoding").value_or(""), "br"))
    require(!request.headers.find("accept-encoding")->empty());
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{500}, ~std::size_t{0}}) check_part(request.headers.find("range").value_or(""), size);
  for (const auto& field : request.headers)
    require(field.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
}

// What our own clients write, anybody's program may write; its values are text.
void check_query(std::string_view query) {
  const auto strict = http::parse_query(query), encoded = http::parse_encoded_query(query);
  if (strict) require(encoded && *encoded == *strict);
  if (!encoded) return;
  for (const auto& [name, value] : *encoded) {
    require(!name.empty() && is_clean_utf8(value));
    for (const char c : value) require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  }
}

std::string run(ByteView input, std::size_t piece) {
  RequestReader reader([](const http::Request&) { return std::size_t{100}; });
  std::string log;
  while (!input.empty()) {
    const std::size_t now = std::min(piece, input.size());
    reader.feed(input.first(now));
    input = input.subspan(now);
    while (reader.state() == RequestReader::State::kComplete) {
      const http::Request request = reader.take();
      check(request);
      check_query(request.query);
      log += std::string(http::method_name(request.method)) + " " + std::to_string(request.segments.size()) + " " +
             std::to_string(request.body.size()) + "\n";
      if (const auto query = http::parse_query(request.query)) log += std::to_string(query->size());
    }
  }
  return log + std::to_string(static_cast<int>(reader.state())) + " " + std::to_string(reader.refusal());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView input(data + 1, size - 1);
  require(run(input, std::size_t{data[0]} + 1) == run(input, input.size() + 1));
  return 0;
}
