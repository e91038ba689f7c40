#pragma once
// What serve does by itself, and how often.
#include "db/database.h"
#include "domain/list_replay.h"
#include "domain/reports.h"
#include "domain/sign_in.h"
#include "domain/warnings.h"
#include "jobs/worker.h"

namespace parasol::jobs {

struct Parts {
  db::Database& database;
  domain::UnitOfWork& unit;
  const Clock& clock;
  const domain::Installation& installation;
  domain::KeyDaemon& keyd;
  domain::ListDaemon& listd;
  domain::ListCourier& courier;
  domain::Reports& reports;
  domain::Warnings& warnings;
  domain::SignIn& sign_in;
  std::function<Status()> canary;  // finds the reserved value from end to end
};

// The table of jobs. All parts must outlive it.
std::vector<Job> schedule(const Parts& parts);

}  // namespace parasol::jobs
