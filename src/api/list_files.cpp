#include "api/list_files.h"

namespace parasol::api {
namespace {

Reply bytes_reply(ByteView content) {
  Reply reply;
  reply.body = as_text(content);
  reply.content_type = "application/octet-stream";
  return reply;
}

Result<Reply> file(domain::ListFolder& folder, const Call& call) {
  const auto name = from_hex(call.path["hash"]);
  const auto hash = name ? to_array<32>(*name) : std::nullopt;
  if (!hash) return failure(ErrorCode::kNotFound);
  PARASOL_TRY(const auto content, folder.file(*hash));
  Reply reply = bytes_reply(*content);
  // Its name is its content.
  reply.headers.push_back({"cache-control", "public, max-age=31536000, immutable"});
  return reply;
}

}  // namespace

std::vector<Endpoint> list_file_endpoints(domain::ListFolder& folder) {
  std::vector<Endpoint> rows;
  rows.push_back({http::Method::kGet, "/list/manifest", Access::anyone(), [&folder](const Call&) -> Result<Reply> {
                    PARASOL_TRY(const Bytes content, folder.manifest());
                    return bytes_reply(content);
                  }});
  rows.push_back({http::Method::kGet, "/list/{hash}", Access::anyone(), [&folder](const Call& call) { return file(folder, call); }});
  return rows;
}

}  // namespace parasol::api
