#pragma once
// Bytes to requests (RFC 9112), without sockets: feed what arrived, take what is complete. Deliberately stricter than
// the RFC, because every leniency is a way for a proxy and this server to see different requests:
//   400  bare CR or LF, control characters, folded lines, a space before a colon, a target not in origin form, a host
//        that is missing, empty or sent twice, a repeated critical field, a content-length that is not one plain
//        number, content-length together with transfer-encoding, a bad escape in the path, "." or ".." in the path
//   411  transfer-encoding: browsers and proxies know the length of what they send, and one framing is enough
//   413, 414, 431  over the limits · 417 an expectation other than 100-continue · 501 unknown method · 505 version
#include <functional>
#include <memory>

#include "http/message.h"

namespace parasol::http {

constexpr std::size_t kDefaultBodyLimit = 64U << 10;
constexpr std::size_t kLargestBodyLimit = 4U << 20;

class RequestReader {
 public:
  struct Limits {
    std::size_t header_bytes = 16U << 10;  // request line and fields with their line ends
    std::size_t header_count = 100;
    std::size_t target_bytes = 4U << 10;
  };
  // Largest body in bytes for the request whose header is complete (its body is still empty).
  using BodyLimit = std::function<std::size_t(const Request& head)>;

  enum class State : std::uint8_t {
    kIdle,      // not one byte of the next request has arrived
    kHeader,    // in its header
    kBody,      // in its body
    kComplete,  // take() it
    kRefused,   // answer with refusal() and close; whatever else arrives is ignored
  };

  explicit RequestReader(BodyLimit body_limit) : RequestReader(std::move(body_limit), Limits{}) {}
  RequestReader(BodyLimit body_limit, Limits limits);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  // Adds bytes and reads on. Bytes after a complete request are kept for the next one. Where the bytes are cut makes
  // no difference to the outcome.
  State feed(ByteView bytes);
  State state() const { return state_; }

  // Only in kComplete. Hands out the request and reads on in the bytes kept: the state may be kComplete again.
  Request take();
  // Refuses what is being read, with this status; what is held of it is released.
  void give_up(std::uint16_t status) { refuse(status); }
  // Only in kRefused: the status to answer with.
  std::uint16_t refusal() const { return refusal_; }
  // True once per request that waits for "100 Continue" before it sends its body.
  bool take_expectation();
  // Bytes held, of body and of what is not read yet.
  std::size_t held_bytes() const { return buffer_.size() + request_.body.size(); }
  // Only in kBody: the bytes this body will have.
  std::size_t body_bytes() const { return body_bytes_; }

 private:
  void read_on();
  void read_header();
  void scan_header();
  void finish_header();
  void read_body();
  void refuse(std::uint16_t status);

  const BodyLimit body_limit_;
  const Limits limits_;
  State state_ = State::kIdle;
  std::uint16_t refusal_ = 0;
  std::string buffer_;  // bytes not yet part of request_
  Request request_;
  std::size_t body_bytes_ = 0;
  bool is_continue_expected_ = false;

  // Where the scan through the header stands.
  std::size_t scanned_ = 0;
  std::size_t line_length_ = 0;
  std::size_t lines_ = 0;
  bool is_after_carriage_return_ = false;
  bool is_header_scanned_ = false;
};

}  // namespace parasol::http
