#pragma once
#include "base/result.h"

namespace parasol::keyd {

// From here on the process may only use the system calls that answering needs; any other kills it (a sanitized build only
// reports it). No network sockets, no new programs, no tracing. Call it when every file is open and the socket listens.
// kInternal if the kernel refuses.
Status restrict_system_calls();

}  // namespace parasol::keyd
