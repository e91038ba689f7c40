#pragma once
// SIGTERM and SIGINT, turned into a call. One object per process, in main.
#include <functional>

namespace parasol::net {

class StopSignals {
 public:
  // While this object lives, either signal calls `stop` from the signal's context: it may only do what is
  // async-signal-safe, as HttpServer::stop() and FrameServer::stop() are.
  explicit StopSignals(std::function<void()> stop);
  // Both signals act as they did before.
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
};

}  // namespace parasol::net
