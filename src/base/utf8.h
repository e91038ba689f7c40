#pragma once
#include <string_view>

namespace parasol {

// Well-formed UTF-8 (Unicode 15 table 3-7) without NUL. The API refuses anything else: PostgreSQL cannot hold NUL.
bool is_clean_utf8(std::string_view text);

}  // namespace parasol
