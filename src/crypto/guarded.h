#pragma once
// Where long-lived keys live: pages of their own between guard pages, locked in memory, left out of core dumps and
// read-only once filled. GuardedSecret<N> is used like Secret<N>; SecretView<N> is a parameter that takes either.
#include "base/check.h"
#include "base/secret.h"

namespace parasol::crypto {

namespace detail {
// `size` zeroed bytes in guarded memory; aborts if the system has none.
std::uint8_t* guarded_allocate(std::size_t size);
void guarded_make_read_only(std::uint8_t* memory);
// Wipes and returns the memory; nullptr is allowed.
void guarded_free(std::uint8_t* memory);
}  // namespace detail

// N secret bytes for the life of a process. Owns its pages; moving moves the ownership. Costs four pages and a few
// system calls, so short-lived values use Secret<N>.
template <std::size_t N>
class GuardedSecret {
 public:
  explicit GuardedSecret(Secret<N> value) : memory_(detail::guarded_allocate(N)) {
    std::memcpy(memory_, value.expose().data(), N);
    detail::guarded_make_read_only(memory_);
  }
  GuardedSecret(GuardedSecret&& other) noexcept : memory_(std::exchange(other.memory_, nullptr)) {}
  GuardedSecret& operator=(GuardedSecret&& other) noexcept {
    std::swap(memory_, other.memory_);
    return *this;
  }
  GuardedSecret(const GuardedSecret&) = delete;
  GuardedSecret& operator=(const GuardedSecret&) = delete;
  ~GuardedSecret() { detail::guarded_free(memory_); }

  ByteView expose() const {
    PARASOL_CHECK(memory_ != nullptr);
    return {memory_, N};
  }
  bool operator==(const GuardedSecret&) const = delete;

 private:
  std::uint8_t* memory_;
};

// A borrowed look at N secret bytes, wherever they are kept. Only for parameters: it must not outlive its source.
template <std::size_t N>
class SecretView {
 public:
  SecretView(const Secret<N>& secret) : bytes_(secret.expose()) {}
  SecretView(const GuardedSecret<N>& secret) : bytes_(secret.expose()) {}
  ByteView expose() const { return bytes_; }
  bool operator==(const SecretView&) const = delete;

 private:
  ByteView bytes_;
};

}  // namespace parasol::crypto
