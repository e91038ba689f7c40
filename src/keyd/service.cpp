#include "keyd/service.h"

#include "crypto/primitives.h"

namespace parasol::keyd {
namespace {

constexpr Millis kReplayWindow = 10 * kMinute;
constexpr std::size_t kMaxAnswers = 4096;
constexpr std::size_t kMaxLogin = 64;

Result<crypto::Evaluation> prove(const crypto::OprfKeyPair& keys, const std::vector<ByteArray<32>>& encodings) {
  std::vector<crypto::Element> blinded;
  blinded.reserve(encodings.size());
  for (const auto& encoding : encodings) {
    PARASOL_TRY(auto element, crypto::Element::decode(encoding));
    blinded.push_back(std::move(element));
  }
  return crypto::evaluate_and_prove(keys, blinded);
}

enum Operation : std::uint8_t { kStatus = 1, kEnrol = 2, kRevoke = 3, kEvaluate = 4, kBudget = 5, kHarden = 6 };

}  // namespace

Result<crypto::OprfKeyPair> check_epoch_key(crypto::SecretView<32> seed, std::uint32_t epoch) {
  const std::string info = "parasol/chk/epoch/" + std::to_string(epoch);
  return crypto::derive_key_pair(crypto::OprfMode::kVoprf, seed, as_bytes(info));
}

Result<ServiceKeys> ServiceKeys::load(ByteView file) {
  PARASOL_TRY(auto stored, records::decode_keyd_keys(file));
  if (stored.check_seeds.empty()) return invalid("check_seeds");
  std::vector<CheckEpochKey> epochs;
  for (auto& row : stored.check_seeds) {
    const Secret<32> seed(row.seed);
    crypto::wipe(row.seed);
    PARASOL_TRY(auto keys, check_epoch_key(seed, row.epoch));
    epochs.push_back({row.epoch, std::move(keys)});
  }
  Secret<32> passphrase_seed(stored.passphrase_seed);
  crypto::wipe(stored.passphrase_seed);
  return ServiceKeys{std::move(epochs), crypto::GuardedSecret<32>(std::move(passphrase_seed))};
}

Service::Service(Options options, ServiceKeys keys, const Clock& clock)
    : trust_(std::move(options.trust)),
      keys_(std::move(keys)),
      clock_(clock),
      books_{trust::Registry(trust_, trust::Admits::kEveryone), Budgets(options.limits)} {}

Result<std::unique_ptr<Service>> Service::create(Options options, ServiceKeys keys, const Clock& clock) {
  const std::filesystem::path path = options.ledger;
  const std::uint64_t room = options.ledger_room;
  std::unique_ptr<Service> service(new Service(std::move(options), std::move(keys), clock));
  PARASOL_TRY(service->ledger_, Ledger::open(path, service->books_, service->trust_.system_key, clock.now(), room));
  return service;
}

Bytes Service::answer(ByteView encoded) {
  const Result<Bytes> result = [&]() -> Result<Bytes> {
    PARASOL_TRY(const auto call, records::decode_daemon_call(encoded));
    return perform(call.operation, call.body);
  }();
  if (result) return records::encode(records::DaemonReply{0, *result});
  return records::encode(records::DaemonReply{static_cast<std::uint8_t>(static_cast<unsigned>(result.error().code) + 1), {}});
}

Result<Bytes> Service::perform(std::uint8_t operation, ByteView body) {
  switch (operation) {
    case kStatus: return body.empty() ? status() : invalid("body");
    case kEnrol: return enrol(body);
    case kRevoke: return revoke(body);
    case kEvaluate: return evaluate(body);
    case kBudget: return budget(body);
    case kHarden: return harden(body);
    default: return invalid("operation");
  }
}

Result<Bytes> Service::status() const {
  const auto& current = keys_.epochs.back();
  return records::encode(records::KeydStatus{trust_.deployment, current.epoch, current.keys.public_key.encoding()});
}

Result<Bytes> Service::enrol(ByteView body) {
  PARASOL_TRY(const auto enrolment, records::decode_enrolment(body));
  std::uint64_t ticket;
  {
    const std::lock_guard lock(mutex_);
    const Millis now = clock_.now();
    PARASOL_TRY(const trust::Added added, books_.registry.enrol(enrolment, now));
    ticket = added == trust::Added::kNew ? ledger_->queue(Ledger::kEnrolment, now, to_bytes(body)) : ledger_->last_ticket();
  }
  PARASOL_CHECK_OK(ledger_->wait(ticket));
  return Bytes{};
}

Result<Bytes> Service::revoke(ByteView body) {
  PARASOL_TRY(const auto revocation, records::decode_signed(body));
  std::uint64_t ticket;
  {
    const std::lock_guard lock(mutex_);
    PARASOL_TRY(const trust::Added added, books_.registry.revoke(revocation));
    ticket = added == trust::Added::kNew ? ledger_->queue(Ledger::kRevocation, clock_.now(), to_bytes(body)) : ledger_->last_ticket();
  }
  PARASOL_CHECK_OK(ledger_->wait(ticket));
  return Bytes{};
}

Status Service::check_minute(std::uint32_t minute, Millis now) const {
  const Millis stated = Millis{minute} * kMinute;
  if (stated > now + kReplayWindow || stated + kReplayWindow <= now) return failure(ErrorCode::kConflict, "minute");
  return {};
}

Result<Bytes> Service::evaluate(ByteView body) {
  PARASOL_TRY(const auto envelope, records::decode_signed(body));
  PARASOL_TRY(const auto request, trust::verify_signed(envelope, records::decode_evaluate_request, trust_.deployment));
  if (envelope.signer != request.key) return failure(ErrorCode::kUnauthorised);
  if (request.elements.empty()) return invalid("elements");
  const CheckEpochKey* epoch = nullptr;
  for (const auto& candidate : keys_.epochs)
    if (candidate.epoch == request.epoch) epoch = &candidate;
  if (epoch == nullptr) return invalid("epoch");

  const Key request_hash = crypto::sha256(body);
  const auto elements = static_cast<std::uint32_t>(request.elements.size());
  Remaining remaining;
  std::uint64_t ticket;
  {
    const std::lock_guard lock(mutex_);
    const Millis now = clock_.now();
    PARASOL_CHECK_OK(check_minute(request.minute, now));
    const auto check_class = class_of(books_.registry, trust_.system_key, request.key);
    if (check_class == vocabulary::CheckClass::kNone) return failure(ErrorCode::kUnauthorised);
    if (auto reply = remembered(request_hash, now)) return *std::move(reply);
    PARASOL_CHECK_OK(books_.budgets.check(request.key, check_class, elements, now));
    PARASOL_CHECK_OK(ledger_->rewrite_if_due(books_, now));
    books_.budgets.charge(request.key, check_class, elements, now);
    remaining = books_.budgets.remaining(request.key, check_class, now);
    ticket = ledger_->queue(Ledger::kCharge, now, records::encode(records::LedgerCharge{request.key, elements}));
  }
  const auto evaluation = prove(epoch->keys, request.elements);
  // Stored by now, as a rule: another request's write took the charge along while this one was evaluated.
  PARASOL_CHECK_OK(ledger_->wait(ticket));
  if (!evaluation) return evaluation.error();
  records::EvaluateReply reply;
  reply.epoch = request.epoch;
  for (const auto& element : evaluation->elements) reply.elements.push_back(element.encoding());
  reply.proof = evaluation->proof.encode();
  reply.remaining_day = remaining.today;
  reply.remaining_period = remaining.period;
  Bytes encoded = records::encode(reply);
  const std::lock_guard lock(mutex_);
  remember(request_hash, encoded, clock_.now());
  return encoded;
}

std::optional<Bytes> Service::remembered(const Key& request_hash, Millis now) {
  const auto found = answers_.find(request_hash);
  if (found == answers_.end() || found->second.until <= now) return std::nullopt;
  return found->second.reply;
}

void Service::remember(const Key& request_hash, ByteView reply, Millis now) {
  if (answers_.size() >= kMaxAnswers) {
    std::erase_if(answers_, [&](const auto& entry) { return entry.second.until <= now; });
    // A request that is no longer remembered is charged again if it is repeated; nobody gets more than her budget.
    if (answers_.size() >= kMaxAnswers) answers_.clear();
  }
  answers_.insert_or_assign(request_hash, Answer{to_bytes(reply), now + kReplayWindow});
}

Result<Bytes> Service::budget(ByteView body) {
  PARASOL_TRY(const auto envelope, records::decode_signed(body));
  PARASOL_TRY(const auto request, trust::verify_signed(envelope, records::decode_budget_request, trust_.deployment));
  if (envelope.signer != request.key) return failure(ErrorCode::kUnauthorised);
  const std::lock_guard lock(mutex_);
  const Millis now = clock_.now();
  PARASOL_CHECK_OK(check_minute(request.minute, now));
  const auto check_class = class_of(books_.registry, trust_.system_key, request.key);
  if (check_class == vocabulary::CheckClass::kNone) return failure(ErrorCode::kUnauthorised);
  const Remaining left = books_.budgets.remaining(request.key, check_class, now);
  return records::encode(records::BudgetReply{left.today, left.period});
}

Result<Bytes> Service::harden(ByteView body) {
  PARASOL_TRY(const auto request, records::decode_harden_request(body));
  if (request.login.empty() || request.login.size() > kMaxLogin) return invalid("login");
  const Key login_hash = crypto::sha256(as_bytes("parasol/login\n" + request.login));
  std::uint64_t ticket;
  {
    const std::lock_guard lock(mutex_);
    const Millis now = clock_.now();
    PARASOL_CHECK_OK(books_.budgets.check_hardening(login_hash, now));
    PARASOL_CHECK_OK(ledger_->rewrite_if_due(books_, now));
    books_.budgets.charge_hardening(login_hash, 1, now);
    ticket = ledger_->queue(Ledger::kHardening, now, records::encode(records::LedgerHardening{login_hash, 1}));
  }
  PARASOL_CHECK_OK(ledger_->wait(ticket));
  PARASOL_TRY(const auto element, crypto::Element::decode(request.element));
  PARASOL_TRY(const auto key, crypto::derive_private_key(crypto::OprfMode::kOprf, keys_.passphrase_seed, as_bytes("parasol/pw/v1" + request.login)));
  PARASOL_TRY(const auto evaluated, crypto::blind_evaluate(key, element));
  return records::encode(records::HardenReply{evaluated.encoding()});
}

}  // namespace parasol::keyd
