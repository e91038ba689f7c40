#include "apps/keyd/system_calls.h"

#include <seccomp.h>
#include <sched.h>

#include <memory>

namespace parasol::keyd {
namespace {

#ifdef PARASOL_SANITIZED
constexpr std::uint32_t kOtherCalls = SCMP_ACT_LOG;  // a sanitizer calls what it needs: pipes, ptrace, resource limits
#else
constexpr std::uint32_t kOtherCalls = SCMP_ACT_KILL_PROCESS;
#endif

}  // namespace

Status restrict_system_calls() {
  const std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter(seccomp_init(kOtherCalls), seccomp_release);
  if (!filter) return failure(ErrorCode::kInternal, "seccomp");
  const int allowed[] = {
      // the socket and the ledger
      SCMP_SYS(accept4), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(read), SCMP_SYS(write),
      SCMP_SYS(close), SCMP_SYS(shutdown), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(getsockopt), SCMP_SYS(fcntl), SCMP_SYS(fdatasync),
      SCMP_SYS(unlink), SCMP_SYS(unlinkat),
      // the ledger, written anew when a day is over
      SCMP_SYS(openat), SCMP_SYS(flock), SCMP_SYS(fsync), SCMP_SYS(ftruncate), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2),
      // the demo's clock file
      SCMP_SYS(stat), SCMP_SYS(newfstatat), SCMP_SYS(fstat), SCMP_SYS(lseek), SCMP_SYS(readv), SCMP_SYS(writev),
      // threads and memory
      SCMP_SYS(futex), SCMP_SYS(clone3), SCMP_SYS(clone), SCMP_SYS(rseq), SCMP_SYS(set_robust_list), SCMP_SYS(mmap), SCMP_SYS(munmap),
      SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(mlock), SCMP_SYS(munlock), SCMP_SYS(brk), SCMP_SYS(mremap), SCMP_SYS(sched_yield),
      SCMP_SYS(sched_getaffinity), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(tgkill),
      // time, randomness, signals, the end
      SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep), SCMP_SYS(getrandom), SCMP_SYS(rt_sigaction),
      SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group)};
  for (const int call : allowed)
    if (seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) != 0) return failure(ErrorCode::kInternal, "seccomp rule");
  if (seccomp_load(filter.get()) != 0) return failure(ErrorCode::kInternal, "seccomp load");
  return {};
}

}  // namespace parasol::keyd
