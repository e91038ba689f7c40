// The one translation unit that compiles Asio itself. A standard header must come first, as it does wherever else Asio
// is included: Asio chooses its allocator and threads by macros of libstdc++, and both sides must choose alike.
#include <cstddef>

#include <asio/impl/src.hpp>
