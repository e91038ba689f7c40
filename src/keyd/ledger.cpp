#include "keyd/ledger.h"

#include <algorithm>
#include <functional>

namespace parasol::keyd {
namespace {

using vocabulary::CheckClass;

bool is_lasting(std::uint8_t kind) { return kind == Ledger::kEnrolment || kind == Ledger::kRevocation; }

// Certificates are judged by the moment of their enrolment; of all else the day is enough.
Bytes entry(std::uint8_t kind, Millis time, Bytes body) {
  if (!is_lasting(kind)) time = day_of(time) * kDay;
  return records::encode(records::LedgerEntry{kind, trust::to_u53(time), std::move(body)});
}

// Applies one stored entry. What was accepted once is accepted again, at the same time and in the same order.
Status replay(Books& books, const Key& system_key, const records::LedgerEntry& stored, Millis now) {
  const Millis time = trust::to_millis(stored.time);
  switch (stored.kind) {
    case Ledger::kEnrolment: {
      PARASOL_TRY(const auto enrolment, records::decode_enrolment(stored.body));
      PARASOL_CHECK_OK(books.registry.enrol(enrolment, time));
      return {};
    }
    case Ledger::kRevocation: {
      PARASOL_TRY(const auto revocation, records::decode_signed(stored.body));
      PARASOL_CHECK_OK(books.registry.revoke(revocation));
      return {};
    }
    case Ledger::kCharge: {
      PARASOL_TRY(const auto charge, records::decode_ledger_charge(stored.body));
      books.budgets.charge(charge.key, class_of(books.registry, system_key, charge.key), charge.elements, time);
      return {};
    }
    case Ledger::kHardening: {
      PARASOL_TRY(const auto hardening, records::decode_ledger_hardening(stored.body));
      books.budgets.charge_hardening(hardening.login_hash, hardening.attempts, std::min(now, time + kDay - 1));
      return {};
    }
    default: return invalid("ledger", "unknown kind of entry");
  }
}

// Hands every entry of the file to `apply`, then puts a compact one in its place: enrolments and revocations as they stand
// there, and what the books still count.
Result<std::unique_ptr<AppendFile>> rewritten(const std::filesystem::path& path, Books& books, Millis now,
                                              const std::function<Status(const records::LedgerEntry&)>& apply) {
  std::vector<Bytes> lasting;
  PARASOL_TRY(auto old_file, AppendFile::open(path, [&](ByteView payload) -> Status {
    PARASOL_TRY(const auto stored, records::decode_ledger_entry(payload));
    if (is_lasting(stored.kind)) lasting.push_back(to_bytes(payload));
    return apply(stored);
  }));
  books.budgets.forget_old(now);

  // The old file stays locked until the new one has taken its place.
  const std::filesystem::path fresh = path.string() + ".compact";
  std::filesystem::remove(fresh);
  PARASOL_TRY(auto file, AppendFile::open(fresh, [](ByteView) { return Status{}; }));
  for (const auto& payload : lasting) file->append(payload);
  for (const auto& [key, day, elements] : books.budgets.key_days())
    file->append(entry(Ledger::kCharge, day * kDay, records::encode(records::LedgerCharge{key, elements})));
  for (const auto& [login, day, attempts] : books.budgets.login_days())
    file->append(entry(Ledger::kHardening, day * kDay, records::encode(records::LedgerHardening{login, attempts})));
  PARASOL_CHECK_OK(file->sync());
  std::error_code failed;
  std::filesystem::rename(fresh, path, failed);
  if (failed) return failure(ErrorCode::kInternal, "rename ledger");
  return file;
}

}  // namespace

CheckClass class_of(const trust::Registry& registry, const Key& system_key, const Key& check_key) {
  if (check_key == system_key) return CheckClass::kSystem;
  const trust::Person* person = registry.member_of_check_key(check_key);
  if (person == nullptr || !registry.role_of(person->signing_key)) return CheckClass::kNone;
  return vocabulary::entry(person->role).check_class;
}

Result<std::unique_ptr<Ledger>> Ledger::open(const std::filesystem::path& path, Books& books, const Key& system_key, Millis now, std::uint64_t room) {
  PARASOL_TRY(auto file, rewritten(path, books, now, [&](const records::LedgerEntry& stored) { return replay(books, system_key, stored, now); }));
  return std::unique_ptr<Ledger>(new Ledger(path, std::move(file), day_of(now), room));
}

Status Ledger::rewrite_if_due(Books& books, Millis now) {
  if (day_of(now) == day_ && size_ <= std::max(room_, 2 * compact_size_)) return {};
  const std::lock_guard file_lock(file_mutex_);
  PARASOL_CHECK_OK(write_queued());  // enrolments are taken over from the file
  const Status status = rewrite(books, now);
  if (!status) has_failed_ = true;
  return status;
}

// With the file's lock held.
Status Ledger::rewrite(Books& books, Millis now) {
  file_.reset();
  PARASOL_TRY(file_, rewritten(path_, books, now, [](const records::LedgerEntry&) { return Status{}; }));
  day_ = day_of(now);
  size_ = compact_size_ = file_->size();
  return {};
}

std::uint64_t Ledger::queue(std::uint8_t kind, Millis now, Bytes body) {
  const std::lock_guard lock(queue_mutex_);
  queued_.push_back(entry(kind, now, std::move(body)));
  return ++last_ticket_;
}

std::uint64_t Ledger::last_ticket() {
  const std::lock_guard lock(queue_mutex_);
  return last_ticket_;
}

Status Ledger::wait(std::uint64_t ticket) {
  // Whoever gets here first writes for all who queued by then; the others find their ticket stored.
  const std::lock_guard file_lock(file_mutex_);
  return stored_ticket_ >= ticket ? Status{} : write_queued();
}

// With the file's lock held.
Status Ledger::write_queued() {
  if (has_failed_) return failure(ErrorCode::kUnavailable, "ledger failed before");
  std::vector<Bytes> batch;
  std::uint64_t last;
  {
    const std::lock_guard lock(queue_mutex_);
    batch.swap(queued_);
    last = last_ticket_;
  }
  for (const auto& payload : batch) file_->append(payload);
  if (const Status synced = file_->sync(); !synced) {
    has_failed_ = true;
    return synced;
  }
  size_ = file_->size();
  stored_ticket_ = last;
  return {};
}

}  // namespace parasol::keyd
