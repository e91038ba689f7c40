#pragma once
// The reserved value that is always listed: a number of Ofcom's drama range, which nobody can have.
#include <string_view>

namespace parasol::client {

inline constexpr std::string_view kCanaryPhone = "+447700900999";

}  // namespace parasol::client
