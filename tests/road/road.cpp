#include "road.h"

#include <algorithm>

#include "crypto/envelope.h"
#include "crypto/primitives.h"
#include "domain/ports/account_store.h"
#include "domain/ports/trust_store.h"
#include "storage/migrations.h"
#include "storage/unit_of_work.h"
#include "trust/signed.h"

namespace parasol::test_support {
namespace {

using domain::Stores;
using listd::test::slot_of;
using trust::sign;
using trust::to_u53;
using trust::test::id_of;
using trust::test::key_of;

constexpr std::uint32_t kEpoch = 1;

Bytes public_key(std::string_view name) {
  Bytes key(1216, 0);
  const auto hash = crypto::sha256(as_bytes(name));
  std::copy(hash.begin(), hash.end(), key.begin());
  return key;
}

ByteArray<1225> wrap_to(ByteView key) {
  ByteArray<1225> wrap;
  wrap.fill(0x77);
  wrap[0] = crypto::kSuite;
  const auto hash = crypto::sha256(key);
  std::copy(hash.begin(), hash.end(), wrap.begin() + 1);
  return wrap;
}

Bytes sealed_body() {
  Bytes body(crypto::sealed_body_size(crypto::kBodySmallest), 0x55);
  body[0] = crypto::kSuite;
  return body;
}

struct Everybody : listd::test::Staff {
  trust::test::Member second_caseworker = by({&administrator, &lead}, "second caseworker", Role::kCaseworker);
  trust::test::Member stranger = by({&administrator, &lead}, "stranger", Role::kAlertEditor);
};

const Everybody& everybody() {
  static const Everybody one;
  return one;
}

const domain::TeamId kTeam{id_of("team")}, kElsewhere{id_of("elsewhere")};

Person person_of(const trust::test::Member& keys, Role role, std::optional<domain::TeamId> team) {
  return {{domain::AccountId{id_of("account " + to_hex(keys.key()))}, role, team, keys.key()}, &keys};
}

const std::map<ReportSection, Scope> kSections{{ReportSection::kSubject, Scope::kRead},
                                               {ReportSection::kWords, Scope::kRead},
                                               {ReportSection::kAboutMe, Scope::kCase}};

}  // namespace

Text text_of(std::string_view name, std::uint16_t version) {
  const std::string artefact = "artefact " + std::string(name) + std::to_string(version);
  return {domain::WarningReference{id_of(name)}, version, crypto::sha256(as_bytes(artefact))};
}

Bytes sealed_to(ByteView key) {
  Bytes sealed = to_bytes(wrap_to(key));
  append(sealed, sealed_body());
  return sealed;
}

// ---- Road ----

Road::Road()
    : staff(everybody()),
      installation{staff.deployment, staff.trust.root_key, kTeam},
      desk_key(public_key("desk")),
      editors_key(public_key("editors")),
      other_editors_key(public_key("other editors")),
      administrator(person_of(staff.administrator, Role::kAdministrator, std::nullopt)),
      lead(person_of(staff.lead, Role::kCaseLead, kTeam)),
      second_lead(person_of(staff.second_lead, Role::kCaseLead, kTeam)),
      officer(person_of(staff.officer, Role::kDataProtectionOfficer, std::nullopt)),
      worker(person_of(staff.worker, Role::kProjectWorker, std::nullopt)),
      caseworker(person_of(staff.caseworker, Role::kCaseworker, kTeam)),
      second_caseworker(person_of(everybody().second_caseworker, Role::kCaseworker, kTeam)),
      editor(person_of(staff.editor, Role::kAlertEditor, kTeam)),
      second_editor(person_of(staff.second_editor, Role::kAlertEditor, kTeam)),
      stranger(person_of(everybody().stranger, Role::kAlertEditor, kElsewhere)),
      files_(expect(TestDatabase::create(db::Dialect::kSqlite))),
      database_(begun_database()),
      unit(storage::sql_unit_of_work(*database_)),
      listd([this](ByteView call) -> Result<Bytes> {
        if (is_listd_silent) return failure(ErrorCode::kUnavailable);
        return list_service->handle(call);
      }),
      list_folder(folder_ / "public"),
      reports(*unit, clock, courier, staff.deployment, {{installation.team, "North"}}, {}) {
  member.account = domain::AccountId::random();
  member.role = Role::kMember;
  restart_listd();
  EXPECT_TRUE(expect(domain::light_list(*unit, courier, listd, installation)));
}

// Every road begins with the same stored state: it is made once, and then its file is copied.
std::unique_ptr<db::Database> Road::begun_database() const {
  static const std::unique_ptr<TestDatabase> begun = [this] {
    auto files = expect(TestDatabase::create(db::Dialect::kSqlite));
    const auto database = expect(db::Database::open({.url = files->url()}));
    EXPECT_TRUE(db::migrate(*database, storage::migrations()));
    EXPECT_TRUE(storage::sql_unit_of_work(*database)->write([this](Stores& stores) { return begin(stores); }));
    return files;
  }();
  std::filesystem::copy_file(begun->file(), files_->file());
  return expect(db::Database::open({.url = files_->url(), .connections = 2}));
}

Status Road::begin(Stores& stores) const {
  for (const Person* person : {&administrator, &lead, &second_lead, &officer, &worker, &caseworker, &second_caseworker, &editor, &second_editor, &stranger}) {
    domain::Account account;
    account.id = person->principal.account;
    account.login = to_hex(account.id.value);
    account.role = person->principal.role;
    account.team = person->principal.team;
    account.signing_key = person->principal.signing_key;
    account.check_key = person->keys->check.public_key();
    account.sealing_key = Bytes(1216, 1);
    account.link = records::encode(person->keys->chain.links.back());
    PARASOL_CHECK_OK(stores.accounts.add(account, Bytes{}));
  }
  const auto team_epoch = [&](const domain::TeamId& of, const Bytes& desk_half, const Bytes& editors_half) {
    records::TeamEpoch epoch;
    epoch.deployment = staff.deployment;
    epoch.team = of.value;
    epoch.epoch = kEpoch;
    epoch.desk_key = *to_array<1216>(desk_half);
    epoch.editors_key = *to_array<1216>(editors_half);
    epoch.not_before = to_u53(clock.now());
    epoch.not_after = to_u53(clock.now() + 90 * kDay);
    return records::encode(sign(staff.lead.signing, records::encode(epoch)));
  };
  PARASOL_CHECK_OK(stores.trust.add_team_epoch(kTeam, {kEpoch, team_epoch(kTeam, desk_key, editors_key)}));
  PARASOL_CHECK_OK(stores.trust.add_team_epoch(kElsewhere, {kEpoch, team_epoch(kElsewhere, public_key("other desk"), other_editors_key)}));
  return stores.trust.add_group_epoch({kEpoch, records::encode(staff.group_epoch(staff.lead.signing, kEpoch))});
}

void Road::restart_listd() {
  list_service.reset();
  listd::ServiceOptions options;
  options.folder = folder_;
  options.trust = staff.trust;
  options.list_seed = Secret<32>(crypto::sha256(as_bytes("key of list")));
  options.dummy_seed = Secret<32>(crypto::sha256(as_bytes("dummies")));
  options.ceremonies = {staff.ceremony()};
  options.clock = &clock;
  list_service = expect(listd::ListService::open(std::move(options)));
}

void Road::wait(Millis time) {
  clock.advance(time);
  list_service->tick();
  EXPECT_TRUE(courier.deliver());
  EXPECT_TRUE(reports.settle_all());
  EXPECT_TRUE(warnings.purge());
}

domain::Warnings::Draft Road::draft_of(const Person& drafter, const Reporter& source, const Text& text, RecognitionLevel level) const {
  records::DraftStatement statement{staff.deployment, text.reference.value, text.version, text.artefact};
  records::RecognitionRecord record{staff.deployment, text.reference.value, text.artefact, 1, static_cast<std::uint8_t>(level)};
  domain::Warnings::Draft draft;
  draft.report = source.id;
  draft.receipt = source.receipt(Scope::kWarn);
  draft.reference = text.reference;
  draft.version = text.version;
  draft.draft = sign(drafter.signing(), records::encode(statement));
  draft.recognition = sign(drafter.signing(), records::encode(record));
  draft.sealed = sealed_to(editors_key);
  return draft;
}

Result<WarningState> Road::draft(const Person& drafter, const Reporter& source, const Text& text, RecognitionLevel level) {
  return warnings.draft(drafter.principal, draft_of(drafter, source, text, level));
}

Result<WarningState> Road::add_source(const Person& by, const Reporter& source, const Text& text) {
  return warnings.add_source(by.principal, text.reference, source.id, source.receipt(Scope::kWarn), sealed_to(editors_key));
}

Result<WarningState> Road::review(const Person& by, const Text& text) {
  return warnings.review(by.principal, text.reference, sealed_to(editors_key));
}

Result<WarningState> Road::lead_signs(const Person& by, const Text& text) {
  const records::LeadStatement statement{staff.deployment, text.reference.value, text.artefact};
  return warnings.lead(by.principal, text.reference, sign(by.signing(), records::encode(statement)));
}

records::Packet Road::packet_of(const Text& text, const domain::Warning& warning) const {
  records::Packet packet;
  packet.deployment = staff.deployment;
  packet.packet = random_array<16>();
  packet.epoch = kEpoch;
  packet.not_before = to_u53(day_of(clock.now()) * kDay);
  packet.artefact_hash = text.artefact;
  packet.draft = expect(records::decode_signed(warning.draft));
  packet.recognition = expect(records::decode_signed(warning.recognition));
  if (warning.lead) packet.lead = expect(records::decode_signed(*warning.lead));
  return packet;
}

domain::HandOver Road::plan(const Person& by, const Text& text, const std::vector<const Reporter*>& sources, const std::vector<std::string>& tags,
                            bool only_slots) {
  const auto warning = *expect(unit->read([&](Stores& stores) { return stores.warnings.find(text.reference); }));
  domain::HandOver out;
  out.group_epoch = kEpoch;
  out.key_wrap = Bytes(72, 0x42);
  const auto until = [&](Scope scope) {
    Millis expires = sources.front()->expires(scope);
    for (const Reporter* source : sources) expires = std::min(expires, source->expires(scope));
    // Not before tomorrow, so that only the receipt can be what is wrong.
    return to_u53(std::max(day_of(expires), day_of(clock.now()) + 1) * kDay);
  };
  const auto hashes = [&](Scope scope) {
    std::vector<ByteArray<32>> all;
    for (const Reporter* source : sources) all.push_back(crypto::sha256(source->secret(scope)));
    return all;
  };
  for (const Reporter* source : sources) out.warn.push_back(source->opening(Scope::kWarn));
  if (!only_slots) {
    records::Packet packet = packet_of(text, warning);
    packet.kind = 2;
    packet.reference = text.reference.value;
    packet.version = text.version;
    packet.payload = Bytes(24 + 1024 + 16, 0);
    fill_random(packet.payload);
    packet.not_after = until(Scope::kWarn);
    packet.withdrawal_hashes = hashes(Scope::kWarn);
    out.packets.push_back(sign(by.signing(), records::encode(packet)));
  }
  if (!tags.empty())
    for (const Reporter* source : sources) out.check.push_back(source->opening(Scope::kCheck));
  for (const auto& tag : tags) {
    records::Packet packet = packet_of(text, warning);
    packet.kind = 1;
    packet.payload = to_bytes(slot_of(tag));
    packet.not_after = until(Scope::kCheck);
    packet.withdrawal_hashes = hashes(Scope::kCheck);
    packet.normaliser = "parasol-1";
    out.packets.push_back(sign(by.signing(), records::encode(packet)));
  }
  for (std::size_t i = 0; i < out.packets.size(); ++i) out.slot_map.push_back(sealed_to(editors_key));
  return out;
}

Result<domain::HandedOver> Road::hand_over(const Person& by, const Text& text, const std::vector<const Reporter*>& sources,
                                           const std::vector<std::string>& tags) {
  return publishing.hand_over(by.principal, text.reference, plan(by, text, sources, tags));
}

records::Signed Road::hide_order(const Person& by, const Text& text) const {
  return sign(by.signing(), records::encode(records::HideOrder{staff.deployment, text.reference.value, to_u53(clock.now())}));
}

void Road::publish(Reporter& source, const Text& text, const std::vector<std::string>& tags) {
  EXPECT_TRUE(desk.claim(caseworker.principal, source.id));
  EXPECT_TRUE(source.grant({Scope::kWarn}));
  EXPECT_TRUE(draft(caseworker, source, text));
  EXPECT_TRUE(source.grant({Scope::kWarn, text.artefact}));
  if (!tags.empty()) {
    EXPECT_TRUE(source.grant({Scope::kCheck, text.artefact}));
  }
  EXPECT_TRUE(add_source(caseworker, source, text));
  EXPECT_TRUE(review(editor, text));
  const auto done = expect(hand_over(editor, text, {&source}, tags));
  EXPECT_EQ(done.state, WarningState::kHandedOver);
  EXPECT_TRUE(done.is_accepted);
  wait(listd::kTurn);
}

std::set<Road::Version> Road::live() const {
  std::set<Version> out;
  if (const auto index = live_list.index())
    for (const auto& entry : index->entries) out.emplace(domain::WarningReference{entry.reference}, entry.version);
  return out;
}

bool Road::has_slot(std::string_view tag) {
  const auto manifest = expect(live_list.manifest());
  const auto wanted = slot_of(tag);
  for (const auto& hash : manifest.buckets) {
    const auto bucket = expect(list_folder.file(hash));
    for (std::size_t at = 0; at < bucket->size(); at += wanted.size())
      if (std::equal(wanted.begin(), wanted.end(), bucket->begin() + static_cast<std::ptrdiff_t>(at))) return true;
  }
  return false;
}

domain::Showing Road::showing(const Text& text) {
  for (const auto& row : expect(publishing.list(editor.principal)))
    if (row.head.reference == text.reference && row.head.version == text.version) return row.showing;
  ADD_FAILURE() << "no such version";
  return domain::Showing::kNo;
}

WarningState Road::state(const Text& text) {
  return expect(unit->read([&](Stores& stores) { return stores.warnings.find(text.reference); }))->state;
}

std::vector<records::AuditEvent> Road::audit(const ByteArray<16>& chain) {
  std::vector<records::AuditEvent> out;
  const auto events = expect(unit->read([&](Stores& stores) { return stores.audit.events(chain); }));
  for (const auto& event : events) out.push_back(expect(records::decode_audit_event(event)));
  return out;
}

// ---- Reporter ----

Reporter::Reporter(Road& road, const std::string& name)
    : road_(road),
      key_(key_of("report " + name)),
      sealing_key_(public_key("report " + name)),
      opening_(crypto::sha256(as_bytes("opening " + name))),
      id{id_of("report " + name)} {}

ByteArray<32> Reporter::secret(Scope scope) const {
  Bytes seed = to_bytes(id.value);
  seed.push_back(static_cast<std::uint8_t>(scope));
  return crypto::sha256(seed);
}

bool Reporter::is_live(Scope scope) const {
  const auto found = chain_.given.find(scope);
  return found != chain_.given.end() && !found->second.has_ended && road_.clock.now() < found->second.expires;
}

bool Reporter::permits(Scope scope) const {
  if (scope == Scope::kHold) return true;
  const auto needs = vocabulary::entry(scope).needs;
  return is_live(scope) && (!needs || permits(*needs));
}

domain::ReceiptId Reporter::receipt(Scope scope) const {
  const auto found = chain_.given.find(scope);
  return found == chain_.given.end() ? domain::ReceiptId{} : found->second.id;
}

Millis Reporter::expires(Scope scope) const {
  const auto found = chain_.given.find(scope);
  return found == chain_.given.end() ? road_.clock.now() + kDay : found->second.expires;
}

void Reporter::note_event(const records::Signed& event) {
  ++chain_.sequence;
  chain_.head = crypto::sha256(event.statement);
}

records::Signed Reporter::receipt_event(const Grant& grant, const crypto::SigningKey* signer) {
  const bool is_for_team = grant.scope == Scope::kRead || grant.scope == Scope::kCase;
  records::ConsentReceipt receipt;
  receipt.deployment = road_.staff.deployment;
  receipt.report = id.value;
  receipt.receipt = random_array<16>();
  receipt.sequence = chain_.sequence;
  receipt.previous = chain_.head;
  receipt.scope = static_cast<std::uint8_t>(grant.scope);
  const std::map<Scope, vocabulary::Purpose> purposes{{Scope::kHold, vocabulary::Purpose::kKeep},
                                                      {Scope::kRead, vocabulary::Purpose::kPrepare},
                                                      {Scope::kCase, vocabulary::Purpose::kSupport},
                                                      {Scope::kWarn, vocabulary::Purpose::kWarn},
                                                      {Scope::kCheck, vocabulary::Purpose::kAnswerChecks},
                                                      {Scope::kLink, vocabulary::Purpose::kCompare}};
  receipt.purpose = static_cast<std::uint8_t>(purposes.at(grant.scope));
  for (const auto& [section, scope] : kSections)
    if (scope == grant.scope) receipt.sections.push_back(static_cast<std::uint8_t>(section));
  if (grant.scope == Scope::kLink)
    for (const auto section : {ReportSection::kSubject, ReportSection::kEvent}) receipt.sections.push_back(static_cast<std::uint8_t>(section));
  if (is_for_team) receipt.recipient = road_.installation.team.value;
  receipt.text_id = "consent";
  receipt.text_version = receipt.limits_version = 1;
  receipt.language = static_cast<std::uint8_t>(vocabulary::Language::kEn);
  receipt.jurisdiction = static_cast<std::uint8_t>(vocabulary::Jurisdiction::kEnglandWales);
  receipt.method = 1;
  if (grant.artefact) receipt.commitment = domain::Consent::commitment(*grant.artefact, opening_);
  if (is_live(grant.scope)) receipt.supersedes = this->receipt(grant.scope).value;
  receipt.granted = to_u53(day_of(road_.clock.now()) * kDay);
  receipt.expires = to_u53(day_of(road_.clock.now()) * kDay + grant.life);
  auto event = sign(signer != nullptr ? *signer : key_, records::encode(receipt));
  note_event(event);
  chain_.given[grant.scope] = {domain::ReceiptId{receipt.receipt}, trust::to_millis(receipt.expires), false};
  return event;
}

records::Signed Reporter::withdrawal_event(Scope scope) {
  records::ConsentWithdrawal withdrawal;
  withdrawal.deployment = road_.staff.deployment;
  withdrawal.report = id.value;
  withdrawal.receipt = receipt(scope).value;
  withdrawal.sequence = chain_.sequence;
  withdrawal.previous = chain_.head;
  withdrawal.mode = 1;
  withdrawal.withdrawn = to_u53(day_of(road_.clock.now()) * kDay);
  auto event = sign(key_, records::encode(withdrawal));
  note_event(event);
  chain_.given[scope].has_ended = true;
  return event;
}

Result<ReportState> Reporter::submit(const std::vector<Grant>& grants) {
  const Chain before = chain_;
  records::SubmitReport request;
  request.deployment = road_.staff.deployment;
  request.report = id.value;
  request.signing_key = key_.public_key();
  request.sealing_key = *to_array<1216>(sealing_key_);
  request.team = road_.installation.team.value;
  request.team_epoch = kEpoch;
  request.jurisdiction = static_cast<std::uint8_t>(vocabulary::Jurisdiction::kEnglandWales);
  request.language = static_cast<std::uint8_t>(vocabulary::Language::kEn);
  request.urgency = static_cast<std::uint8_t>(vocabulary::Urgency::kSoon);
  request.minute = static_cast<std::uint32_t>(road_.clock.now() / kMinute);
  for (const auto& grant : grants) request.events.push_back(receipt_event(grant));
  for (const auto& [section, scope] : kSections) {
    records::SealedSection part;
    part.section = static_cast<std::uint8_t>(section);
    part.body = sealed_body();
    part.owner_wrap = wrap_to(sealing_key_);
    if (permits(scope)) part.team_wrap = wrap_to(road_.desk_key);
    request.sections.push_back(std::move(part));
  }
  sent_ = sign(key_, records::encode(request));
  auto state = submit_again();
  if (!state) chain_ = before;
  return state;
}

Result<ReportState> Reporter::submit_again() { return road_.reports.submit(sent_, account); }

Result<domain::OwnerView> Reporter::change(records::OwnerChange wanted) {
  wanted.deployment = road_.staff.deployment;
  wanted.report = id.value;
  wanted.minute = static_cast<std::uint32_t>(road_.clock.now() / kMinute);
  wanted.nonce = random_array<16>();
  return road_.reports.change(sign(key_, records::encode(wanted)));
}

Result<domain::OwnerView> Reporter::grants(const std::vector<Grant>& grants) {
  const Chain before = chain_;
  records::OwnerChange wanted;
  for (const auto& grant : grants) wanted.events.push_back(receipt_event(grant));
  for (const auto& [section, scope] : kSections)
    if (permits(scope)) wanted.team_wraps.push_back({static_cast<std::uint8_t>(section), wrap_to(road_.desk_key)});
  auto view = change(std::move(wanted));
  if (!view) chain_ = before;
  return view;
}

Result<domain::OwnerView> Reporter::withdraw(Scope scope) {
  const Chain before = chain_;
  records::OwnerChange wanted;
  const auto given = chain_.given.find(scope);
  if (given != chain_.given.end() && !given->second.has_ended) wanted.events.push_back(withdrawal_event(scope));
  if (scope == Scope::kWarn || scope == Scope::kCheck) wanted.secrets.push_back({static_cast<std::uint8_t>(scope), secret(scope)});
  auto view = change(std::move(wanted));
  if (!view) chain_ = before;
  return view;
}

Result<domain::OwnerView> Reporter::erase() {
  const Chain before = chain_;
  records::OwnerChange wanted;
  for (const auto scope : {Scope::kLink, Scope::kCheck, Scope::kWarn, Scope::kCase, Scope::kRead, Scope::kHold}) {
    const auto given = chain_.given.find(scope);
    if (given != chain_.given.end() && !given->second.has_ended) wanted.events.push_back(withdrawal_event(scope));
  }
  for (const auto scope : {Scope::kWarn, Scope::kCheck}) wanted.secrets.push_back({static_cast<std::uint8_t>(scope), secret(scope)});
  wanted.erase = true;
  auto view = change(std::move(wanted));
  if (!view) chain_ = before;
  return view;
}

Result<domain::OwnerView> Reporter::read() {
  records::OwnerRead request;
  request.deployment = road_.staff.deployment;
  request.report = id.value;
  request.minute = static_cast<std::uint32_t>(road_.clock.now() / kMinute);
  request.nonce = random_array<16>();
  return road_.reports.read(sign(key_, records::encode(request)));
}

}  // namespace parasol::test_support
