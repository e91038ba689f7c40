#include "api/check.h"

#include "api/json.h"

namespace parasol::api {
namespace {

using vocabulary::Role;

constexpr std::size_t kRequestLimit = 16U << 10;  // 256 elements and the envelope

Result<Reply> relay(domain::Accounts& accounts,
                    Result<Bytes> (domain::Accounts::*ask)(const domain::Principal&, ByteView), const Call& call) {
  PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
  const Bytes request = in.bytes("request", kRequestLimit);
  PARASOL_CHECK_OK(in.finish());
  PARASOL_TRY(const Bytes reply, (accounts.*ask)(call.principal(), request));
  JsonWriter json;
  json.object().bytes("reply", reply).end();
  return Reply{.body = json.take()};
}

}  // namespace

std::vector<Endpoint> check_endpoints(domain::Accounts& accounts) {
  const Access checkers =
      Access::roles({Role::kMember, Role::kProjectWorker, Role::kCaseworker, Role::kCaseLead, Role::kAlertEditor});
  return {
      {http::Method::kPost, "/api/check", checkers,
       [&accounts](const Call& call) { return relay(accounts, &domain::Accounts::evaluate, call); }},
      {http::Method::kPost, "/api/check/budget", checkers,
       [&accounts](const Call& call) { return relay(accounts, &domain::Accounts::budget, call); }},
  };
}

}  // namespace parasol::api
