#pragma once
// Containers that overwrite what they give back, so that growing, shrinking and forgetting leave no copies behind.
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace parasol::linkage {

// Zeros, even where nobody looks again: the compiler may not leave it out.
inline void erase_memory(void* at, std::size_t size) {
  std::memset(at, 0, size);
  asm volatile("" : : "r"(at) : "memory");
}

template <class T>
struct ErasingAllocator {
  using value_type = T;
  ErasingAllocator() = default;
  template <class Other>
  ErasingAllocator(const ErasingAllocator<Other>&) {}
  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* at, std::size_t count) {
    erase_memory(at, count * sizeof(T));
    std::allocator<T>().deallocate(at, count);
  }
  friend bool operator==(const ErasingAllocator&, const ErasingAllocator&) { return true; }
};

template <class T>
using ErasingVector = std::vector<T, ErasingAllocator<T>>;
// Short texts lie in the object itself, which an ErasingVector of them overwrites.
using ErasingString = std::basic_string<char, std::char_traits<char>, ErasingAllocator<char>>;

}  // namespace parasol::linkage
