#pragma once
// Expected failures are values. A function that can fail returns Result<T>; the caller must look at it.
// Error carries what a client may see (code, field) apart from what only the operator may see (detail).
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace parasol {

// The closed list of failures. api/error_map.cpp is the only place that turns them into HTTP statuses.
enum class ErrorCode : std::uint8_t {
  kInvalid,        // the input is malformed; `field` names the part
  kUnauthorised,   // no or unusable credentials
  kNotFound,       // absent, or not for this principal: never told apart
  kConflict,       // valid, but not in this state
  kTooLarge,       // over a fixed size limit
  kRateLimited,    // a budget is used up
  kUnavailable,    // a part we depend on does not answer; trying again may help
  kInternal,       // our fault
};

// Stable machine-readable name of a code, e.g. "not_found".
std::string_view error_code_name(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string field;   // dotted path of the input at fault; may be shown
  std::string detail;  // for the operator's log; never sent to a client, never holds personal data
};

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
  Result(Error error) : tl::expected<T, Error>(tl::unexpect, std::move(error)) {}
};

using Status = Result<void>;

inline Error invalid(std::string field, std::string detail = {}) {
  return {ErrorCode::kInvalid, std::move(field), std::move(detail)};
}
inline Error failure(ErrorCode code, std::string detail = {}) { return {code, {}, std::move(detail)}; }

}  // namespace parasol

// PARASOL_TRY(auto x, expression): x = value of the expression, or return its error from this function.
#define PARASOL_CONCAT_(a, b) a##b
#define PARASOL_CONCAT(a, b) PARASOL_CONCAT_(a, b)
#define PARASOL_TRY_(temporary, declaration, ...)             \
  auto temporary = (__VA_ARGS__);                             \
  if (!temporary) return std::move(temporary).error();        \
  declaration = *std::move(temporary)
#define PARASOL_TRY(declaration, ...) \
  PARASOL_TRY_(PARASOL_CONCAT(parasol_try_, __LINE__), declaration, __VA_ARGS__)
// PARASOL_CHECK_OK(expression): return its error from this function, if it has one.
#define PARASOL_CHECK_OK_(temporary, ...)                                          \
  do {                                                                            \
    if (auto temporary = (__VA_ARGS__); !temporary)                               \
      return std::move(temporary).error();                                        \
  } while (false)
#define PARASOL_CHECK_OK(...) PARASOL_CHECK_OK_(PARASOL_CONCAT(parasol_status, __COUNTER__), __VA_ARGS__)
