#pragma once
// Containers that overwrite what they give back, so that growing, shrinking and forgetting leave no copies behind.
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace parasol::linkage {

template <class T>
struct ErasingAllocator {
  using value_type = T;
  ErasingAllocator() = default;
  template <class Other>
  ErasingAllocator(const ErasingAllocator<Other>&) {}
  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* at, std::size_t count) {
    std::memset(static_cast<void*>(at), 0, count * sizeof(T));
    asm volatile("" : : "r"(at) : "memory");  // the compiler may not leave it out
    std::allocator<T>().deallocate(at, count);
  }
  friend bool operator==(const ErasingAllocator&, const ErasingAllocator&) { return true; }
};

template <class T>
using ErasingVector = std::vector<T, ErasingAllocator<T>>;
// Short texts lie in the object itself, which an ErasingVector of them overwrites.
using ErasingString = std::basic_string<char, std::char_traits<char>, ErasingAllocator<char>>;

}  // namespace parasol::linkage
