#include "net/descriptor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>
#include <optional>

#include "base/check.h"

namespace parasol::net {
namespace {

constexpr int kBacklog = 512;

Error system_failure(const char* what) {
  return failure(errno == EADDRINUSE ? ErrorCode::kConflict : ErrorCode::kInternal,
                 std::string(what) + ": " + std::strerror(errno));
}

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

template <class T>
Address address_of(const T& value, std::size_t size = sizeof(T)) {
  Address out;
  std::memcpy(&out.storage, &value, sizeof(T));
  out.size = static_cast<socklen_t>(size);
  return out;
}

std::optional<Address> tcp_address(const std::string& text, std::uint16_t port) {
  sockaddr_in v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    return address_of(v4);
  }
  sockaddr_in6 v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    return address_of(v6);
  }
  return std::nullopt;
}

std::optional<Address> unix_address(const std::filesystem::path& path) {
  sockaddr_un address{};
  const std::string& text = path.native();
  if (text.empty() || text.size() >= sizeof(address.sun_path)) return std::nullopt;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, text.data(), text.size());
  return address_of(address);
}

Descriptor stream_socket(int family) { return Descriptor(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)); }

}  // namespace

Event::Event() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { PARASOL_CHECK(fd_.is_open()); }

void Event::raise() const {
  const int saved = errno;
  const std::uint64_t one = 1;
  // Can only fail because the counter is full, and then it is raised already.
  [[maybe_unused]] const ssize_t written = write(fd_.get(), &one, sizeof one);
  errno = saved;
}

Result<Descriptor> listen_tcp(const std::string& text, std::uint16_t port) {
  const auto address = tcp_address(text, port);
  if (!address) return invalid("address", text);
  Descriptor fd = stream_socket(address->storage.ss_family);
  if (!fd.is_open()) return system_failure("socket");
  const int on = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd.get(), address->get(), address->size) != 0) return system_failure("bind");
  if (listen(fd.get(), kBacklog) != 0) return system_failure("listen");
  return fd;
}

Result<Descriptor> listen_unix(const std::filesystem::path& path, mode_t mode) {
  const auto address = unix_address(path);
  if (!address) return invalid("path", path.string());
  struct stat status{};
  if (lstat(path.c_str(), &status) == 0) {
    if (!S_ISSOCK(status.st_mode)) return failure(ErrorCode::kConflict, path.string() + " is not a socket");
    if (connect_unix(path, std::chrono::seconds(1))) return failure(ErrorCode::kConflict, path.string() + " is in use");
    unlink(path.c_str());
  }
  Descriptor fd = stream_socket(AF_UNIX);
  if (!fd.is_open()) return system_failure("socket");
  // The new file takes the socket's own mode less the umask, so chmod can only widen it to what was asked for.
  if (fchmod(fd.get(), mode) != 0) return system_failure("fchmod");
  if (bind(fd.get(), address->get(), address->size) != 0) return system_failure("bind");
  if (chmod(path.c_str(), mode) != 0) return system_failure("chmod");
  if (listen(fd.get(), kBacklog) != 0) return system_failure("listen");
  return fd;
}

Result<Descriptor> connect_unix(const std::filesystem::path& path, std::chrono::milliseconds timeout) {
  PARASOL_CHECK(timeout.count() > 0);
  const auto address = unix_address(path);
  if (!address) return invalid("path", path.string());
  Descriptor fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.is_open()) return system_failure("socket");
  // connect(2) on a Unix socket waits only if the listener's queue is full, and then as long as for sending.
  const timeval wait{timeout.count() / 1000, (timeout.count() % 1000) * 1000};
  setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  if (connect(fd.get(), address->get(), address->size) != 0)
    return failure(ErrorCode::kUnavailable, std::string("connect: ") + std::strerror(errno));
  if (fcntl(fd.get(), F_SETFL, O_NONBLOCK) != 0) return system_failure("fcntl");
  return fd;
}

std::uint16_t bound_port(int fd) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return 0;
  if (storage.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(storage).sin_port);
  if (storage.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(storage).sin6_port);
  return 0;
}

}  // namespace parasol::net
