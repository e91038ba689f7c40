#include "keyd/ledger.h"

namespace parasol::keyd {
namespace {

using vocabulary::CheckClass;

Bytes entry(std::uint8_t kind, Millis time, Bytes body) {
  return records::encode(records::LedgerEntry{kind, trust::to_u53(time), std::move(body)});
}

// Applies one stored entry. What was accepted once is accepted again, at the same time and in the same order.
Status replay(Books& books, const Key& system_key, const records::LedgerEntry& stored) {
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
      books.budgets.charge_hardening(hardening.login_hash, hardening.attempts, time);
      return {};
    }
    default: return invalid("ledger", "unknown kind of entry");
  }
}

}  // namespace

CheckClass class_of(const trust::Registry& registry, const Key& system_key, const Key& check_key) {
  if (check_key == system_key) return CheckClass::kSystem;
  const trust::Person* person = registry.member_of_check_key(check_key);
  if (person == nullptr || !registry.role_of(person->signing_key)) return CheckClass::kNone;
  return vocabulary::entry(person->role).check_class;
}

Result<std::unique_ptr<Ledger>> Ledger::open(const std::filesystem::path& path, Books& books, const Key& system_key, Millis now) {
  std::vector<Bytes> lasting;  // enrolments and revocations, as they stand in the file
  PARASOL_TRY(auto old_file, AppendFile::open(path, [&](ByteView payload) -> Status {
    PARASOL_TRY(const auto stored, records::decode_ledger_entry(payload));
    if (stored.kind == kEnrolment || stored.kind == kRevocation) lasting.push_back(to_bytes(payload));
    return replay(books, system_key, stored);
  }));
  books.budgets.forget_old(now);

  // The old file stays locked until the new one has taken its place.
  const std::filesystem::path fresh = path.string() + ".compact";
  std::filesystem::remove(fresh);
  PARASOL_TRY(auto file, AppendFile::open(fresh, [](ByteView) { return Status{}; }));
  for (const auto& payload : lasting) file->append(payload);
  for (const auto& [key, day, elements] : books.budgets.key_days())
    file->append(entry(kCharge, day * kDay, records::encode(records::LedgerCharge{key, elements})));
  for (const auto& [login, hour, attempts] : books.budgets.login_hours())
    file->append(entry(kHardening, hour * kHour, records::encode(records::LedgerHardening{login, attempts})));
  PARASOL_CHECK_OK(file->sync());
  std::error_code failed;
  std::filesystem::rename(fresh, path, failed);
  if (failed) return failure(ErrorCode::kInternal, "rename ledger");
  return std::unique_ptr<Ledger>(new Ledger(std::move(file)));
}

std::uint64_t Ledger::queue(std::uint8_t kind, Millis now, Bytes body) {
  const std::lock_guard lock(queue_mutex_);
  queued_.push_back(entry(kind, now, std::move(body)));
  return ++last_ticket_;
}

Status Ledger::wait(std::uint64_t ticket) {
  // Whoever gets here first writes for all who queued by then; the others find their ticket stored.
  const std::lock_guard file_lock(file_mutex_);
  if (stored_ticket_ >= ticket) return {};
  std::vector<Bytes> batch;
  std::uint64_t last;
  {
    const std::lock_guard lock(queue_mutex_);
    batch.swap(queued_);
    last = last_ticket_;
  }
  for (const auto& payload : batch) file_->append(payload);
  PARASOL_CHECK_OK(file_->sync());
  stored_ticket_ = last;
  return {};
}

}  // namespace parasol::keyd
