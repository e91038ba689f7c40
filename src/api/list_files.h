#pragma once
#include "api/endpoint.h"
#include "domain/list_folder.h"

namespace parasol::api {

// GET /list/manifest and /list/{hash}: the list's signed manifest and the files it names, to anybody, on both origins.
std::vector<Endpoint> list_file_endpoints(domain::ListFolder& folder);

}  // namespace parasol::api
