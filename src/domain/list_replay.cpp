#include "domain/list_replay.h"

#include <algorithm>

#include "crypto/records.h"
#include "domain/invitations.h"
#include "domain/ports/account_store.h"

namespace parasol::domain {
namespace {

constexpr std::size_t kChunk = 1000;  // of each kind: far below what a frame and a Replay hold

struct Known {
  std::vector<Bytes> chains;  // of all staff who ever joined
  std::vector<Bytes> team_epochs, group_epochs;
  std::vector<Bytes> strikes, hides, restores, revocations;
};

Result<Known> everything(Stores& stores, const Installation& installation) {
  Known known;
  PARASOL_TRY(const auto staff, stores.accounts.staff());
  for (const auto& account : staff) {
    PARASOL_TRY(auto link, records::decode_link(account.link));
    PARASOL_TRY(auto chain, chain_of_issuers(stores, installation.root_key, link.issued.invitation.issuers, true));
    chain.links.push_back(std::move(link));
    known.chains.push_back(records::encode(chain));
  }
  PARASOL_TRY(const auto team_epochs, stores.trust.team_epochs(installation.team));
  for (const auto& epoch : team_epochs) known.team_epochs.push_back(epoch.envelope);
  PARASOL_TRY(const auto group_epochs, stores.trust.group_epochs());
  for (const auto& epoch : group_epochs) known.group_epochs.push_back(epoch.envelope);
  PARASOL_TRY(known.strikes, stores.outbox.copies(OutboxKind::kStrike));
  PARASOL_TRY(known.hides, stores.outbox.copies(OutboxKind::kHide));
  PARASOL_TRY(known.restores, stores.outbox.copies(OutboxKind::kRestore));
  PARASOL_TRY(known.revocations, stores.outbox.copies(OutboxKind::kRevocation));
  return known;
}

// A refusal is listd's business; silence is not.
Status unless_silent(Status status) {
  if (!status && (status.error().code == ErrorCode::kUnavailable || status.error().code == ErrorCode::kInternal)) return status;
  return {};
}

// Whose enrolment listd does not take any more, and does not know from her own file, it knows for what she took away.
Status introduce(ListDaemon& listd, const Bytes& chain) {
  const Status enrolled = listd.enrol(chain);
  PARASOL_CHECK_OK(unless_silent(enrolled));
  return enrolled ? enrolled : unless_silent(listd.remember(chain));
}

template <class Record>
Status decode_some(const std::vector<Bytes>& copies, std::size_t from, Result<Record> (*decode)(ByteView), std::vector<Record>& out) {
  for (std::size_t i = from; i < std::min(from + kChunk, copies.size()); ++i) {
    PARASOL_TRY(out.emplace_back(), decode(copies[i]));
  }
  return {};
}

Status replay(ListDaemon& listd, const Known& known) {
  const std::size_t most = std::max({known.strikes.size(), known.hides.size(), known.restores.size(), known.revocations.size()});
  for (std::size_t from = 0; from < most; from += kChunk) {
    records::Replay part;
    PARASOL_CHECK_OK(decode_some(known.strikes, from, records::decode_signed, part.strikes));
    PARASOL_CHECK_OK(decode_some(known.hides, from, records::decode_signed, part.hides));
    PARASOL_CHECK_OK(decode_some(known.restores, from, records::decode_restore, part.restores));
    PARASOL_CHECK_OK(decode_some(known.revocations, from, records::decode_signed, part.revocations));
    PARASOL_CHECK_OK(listd.replay(records::encode(part)));
  }
  return {};
}

// Of the removals that wait in the outbox, sorted.
Result<std::vector<ByteArray<32>>> waiting_removals(Stores& stores) {
  PARASOL_TRY(auto keys, stores.outbox.pending_keys(OutboxKind::kStrike));
  PARASOL_TRY(const auto hides, stores.outbox.pending_keys(OutboxKind::kHide));
  keys.insert(keys.end(), hides.begin(), hides.end());
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace

Result<bool> light_list(UnitOfWork& unit, ListCourier& courier, ListDaemon& listd, const Installation& installation) {
  PARASOL_TRY(const ListStatus status, listd.status());
  if (!status.is_dark) return false;
  PARASOL_TRY(const auto before, unit.read(waiting_removals));
  PARASOL_TRY(const Known known, unit.read([&](Stores& stores) { return everything(stores, installation); }));
  for (const auto& chain : known.chains) PARASOL_CHECK_OK(introduce(listd, chain));
  for (const auto& epoch : known.team_epochs) PARASOL_CHECK_OK(unless_silent(listd.team_epoch(epoch)));
  for (const auto& epoch : known.group_epochs) PARASOL_CHECK_OK(unless_silent(listd.group_epoch(epoch)));
  PARASOL_CHECK_OK(replay(listd, known));
  // What came after the beginning is nobody's promise yet: she who asks for it waits for its own answer.
  PARASOL_CHECK_OK(courier.deliver_to_dark());
  PARASOL_TRY(const auto still, unit.read(waiting_removals));
  const auto waits = [&](const ByteArray<32>& key) { return std::binary_search(still.begin(), still.end(), key); };
  if (std::any_of(before.begin(), before.end(), waits)) return failure(ErrorCode::kUnavailable, "removals wait in the outbox");
  PARASOL_CHECK_OK(listd.replay_done());
  return true;
}

}  // namespace parasol::domain
