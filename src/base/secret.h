#pragma once
// Secret<N>: N secret bytes. Cannot be printed, logged, compared with == or copied by accident; wiped at the end.
// `expose()` is the one way in, and greppable. Compare with crypto::equal().
// Sensitive: personal text that the server must hold for a moment (an entrusted contact); same rules.
#include <string.h>

#include <string>
#include <utility>

#include "base/bytes.h"

namespace parasol {

template <std::size_t N>
class Secret {
 public:
  Secret() : bytes_{} {}
  explicit Secret(const ByteArray<N>& bytes) : bytes_(bytes) {}
  static std::optional<Secret> from(ByteView view) {
    if (view.size() != N) return std::nullopt;
    Secret out;
    std::memcpy(out.bytes_.data(), view.data(), N);
    return out;
  }
  Secret(Secret&& other) noexcept : bytes_(other.bytes_) { other.wipe(); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      bytes_ = other.bytes_;
      other.wipe();
    }
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(); }

  Secret clone() const { return Secret(bytes_); }
  ByteView expose() const { return bytes_; }
  std::span<std::uint8_t, N> expose_mutable() { return bytes_; }
  bool operator==(const Secret&) const = delete;

 private:
  void wipe() { explicit_bzero(bytes_.data(), N); }
  ByteArray<N> bytes_;
};

class Sensitive {
 public:
  Sensitive() = default;
  explicit Sensitive(std::string text) : text_(std::move(text)) {}
  Sensitive(Sensitive&& other) noexcept : text_(other.text_) { other.wipe(); }
  Sensitive& operator=(Sensitive&& other) noexcept {
    if (this != &other) {
      wipe();
      text_ = other.text_;
      other.wipe();
    }
    return *this;
  }
  Sensitive(const Sensitive&) = delete;
  Sensitive& operator=(const Sensitive&) = delete;
  ~Sensitive() { wipe(); }
  const std::string& expose() const { return text_; }
  bool operator==(const Sensitive&) const = delete;

 private:
  void wipe() {
    if (!text_.empty()) explicit_bzero(text_.data(), text_.size());
    text_.clear();
  }
  std::string text_;
};

}  // namespace parasol
