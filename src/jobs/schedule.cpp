#include "jobs/schedule.h"

#include "domain/audit.h"
#include "domain/invitations.h"
#include "domain/joining.h"
#include "domain/trust_office.h"

namespace parasol::jobs {
namespace {

// A job's result is that it was done; how much there was to do is nobody's business.
template <class T>
Status done(const Result<T>& result) {
  if (!result) return result.error();
  return {};
}

}  // namespace

std::vector<Job> schedule(const Parts& p) {
  // In this order the list is lit after a start, and rewritten after a jump of a demo's clock (listd is asked for its
  // status), before the canary is looked for in it.
  return {
      {"light_list", kMinute, [p] { return done(domain::light_list(p.unit, p.courier, p.listd, p.installation)); }},
      {"deliver", kMinute, [p] { return done(p.courier.deliver()); }},
      {"canary", kHour / 2, p.canary},
      {"settle_reports", kHour, [p] { return done(p.reports.settle_all()); }},
      {"purge_sessions", 5 * kMinute, [p] { return p.sign_in.purge(); }},
      {"purge_invitations", kHour, [p] { return domain::purge_invitations(p.unit, p.clock.now()); }},
      {"purge_warnings", kHour, [p] { return p.warnings.purge(); }},
      // Who was revoked stays out: keyd hears of that first.
      {"repeat_revocations", kHour, [p] { return domain::repeat_revocations(p.unit, p.keyd); }},
      {"repeat_enrolments", kHour, [p] { return domain::repeat_enrolments(p.unit, p.keyd, p.installation, p.clock.now()); }},
      // Does something once a day: when the day before is over.
      {"checkpoint_audit", kHour, [p] { return done(domain::checkpoint_audit(p.unit, p.clock.now())); }},
      // What was erased above leaves the file, too.
      {"checkpoint_database", kHour, [p] { return p.database.checkpoint(); }},
      {"scrub_database", kDay, [p] { return p.database.scrub(); }},
  };
}

}  // namespace parasol::jobs
