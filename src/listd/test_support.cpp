#include "listd/test_support.h"

#include <algorithm>

#include "crypto/primitives.h"

namespace parasol::listd::test {
namespace {

using trust::to_u53;

Bytes joined(std::string_view a, std::string_view b) {
  Bytes out = to_bytes(as_bytes(a));
  append(out, as_bytes(b));
  return out;
}

}  // namespace

Bytes secret_of(std::string_view source) { return to_bytes(crypto::sha256(joined("secret of ", source))); }
Hash source_of(std::string_view source) { return crypto::sha256(secret_of(source)); }

Slot slot_of(std::string_view tag, std::string_view content) {
  Slot slot;
  const auto tag_bytes = id_of("tag " + std::string(tag));
  std::copy(tag_bytes.begin(), tag_bytes.end(), slot.begin());
  Bytes rest;
  for (char block = 'a'; rest.size() < kSlotSize - tag_bytes.size(); ++block)
    append(rest, crypto::sha512(joined(std::string(1, block) + std::string(tag) + "/", content)));
  std::copy_n(rest.begin(), kSlotSize - tag_bytes.size(), slot.begin() + tag_bytes.size());
  return slot;
}

records::Signed PacketDraft::sign() const {
  records::Packet whole = packet;
  whole.draft = trust::sign(*drafter, records::encode(draft));
  whole.recognition = trust::sign(*recogniser, records::encode(recognition));
  if (has_lead) whole.lead = trust::sign(*leader, records::encode(lead));
  return trust::sign(*approver, records::encode(whole));
}

void PacketDraft::set_reference(const Reference& reference) {
  draft.reference = recognition.reference = lead.reference = reference;
  if (packet.kind == static_cast<std::uint8_t>(PacketKind::kWarning)) packet.reference = reference;
}

std::vector<const trust::test::Member*> Staff::everybody() const {
  return {&administrator, &lead, &second_lead, &officer, &worker, &caseworker, &editor, &second_editor};
}

records::Ceremony Staff::ceremony(std::uint32_t number) const {
  records::CheckEpoch epoch;
  epoch.deployment = deployment;
  epoch.epoch = number;
  epoch.key = key_of("check epoch").public_key();
  epoch.canary_slow_hash = source_of("canary");
  epoch.not_before = to_u53(kStart);
  epoch.not_after = to_u53(kStart + 365 * kDay);
  records::Ceremony ceremony;
  ceremony.check_epoch = trust::sign(root, records::encode(epoch));
  for (const std::uint32_t prefix : {0x10000000U, 0xf0000000U}) {
    const records::CanaryPacket canary{deployment, number, prefix,
                                       slot_of("canary" + std::to_string(number) + std::to_string(prefix))};
    ceremony.canaries.push_back(trust::sign(root, records::encode(canary)));
  }
  return ceremony;
}

PacketDraft Staff::warning(std::string_view name, std::string_view reference, std::vector<std::string_view> sources,
                           Millis not_before) const {
  PacketDraft draft{.packet = {},
                    .draft = {},
                    .recognition = {},
                    .lead = {},
                    .approver = &editor.signing,
                    .drafter = &caseworker.signing,
                    .recogniser = &caseworker.signing,
                    .leader = &lead.signing};
  draft.packet.deployment = draft.draft.deployment = draft.recognition.deployment = draft.lead.deployment = deployment;
  draft.packet.packet = id_of(name);
  draft.packet.kind = static_cast<std::uint8_t>(PacketKind::kWarning);
  draft.packet.epoch = 1;
  draft.packet.version = draft.draft.version = 1;
  draft.packet.payload = joined("sealed warning ", name);
  draft.packet.not_before = to_u53(not_before);
  draft.packet.not_after = to_u53(not_before + 365 * kDay);
  for (const std::string_view source : sources) draft.packet.withdrawal_hashes.push_back(source_of(source));
  const Hash artefact = crypto::sha256(joined("artefact ", reference));
  draft.packet.artefact_hash = draft.draft.artefact_hash = draft.recognition.artefact_hash = draft.lead.artefact_hash =
      artefact;
  draft.recognition.recogniser_version = 1;
  draft.set_reference(id_of(reference));
  return draft;
}

PacketDraft Staff::slot(std::string_view name, std::string_view tag, std::string_view reference,
                        std::vector<std::string_view> sources, Millis not_before) const {
  PacketDraft draft = warning(name, reference, std::move(sources), not_before);
  draft.packet.kind = static_cast<std::uint8_t>(PacketKind::kSlot);
  draft.packet.reference = {};
  draft.packet.version = 0;
  draft.packet.payload = to_bytes(slot_of(tag, name));
  draft.packet.prefix = static_cast<std::uint32_t>(draft.packet.payload[0]) << 24;
  draft.packet.normaliser = "parasol-1";
  return draft;
}

records::Signed Staff::hide_order(const crypto::SigningKey& by, std::string_view reference, Millis ordered) const {
  return trust::sign(by, records::encode(records::HideOrder{deployment, id_of(reference), to_u53(ordered)}));
}

records::Restore Staff::restore_order(const crypto::SigningKey& one, const crypto::SigningKey& other,
                                      std::string_view reference, Millis ordered) const {
  const Bytes statement = records::encode(records::RestoreOrder{deployment, id_of(reference), to_u53(ordered)});
  return {{trust::sign(one, statement), trust::sign(other, statement)}};
}

records::Signed Staff::acknowledgement(std::string_view source, Millis struck_at, Millis gone_by) const {
  return trust::sign(list, records::encode(records::StrikeAcknowledgement{deployment, source_of(source),
                                                                           to_u53(struck_at), to_u53(gone_by)}));
}

records::Signed Staff::canary_report(Millis checked, std::uint32_t epoch) const {
  return trust::sign(system, records::encode(records::CanaryReport{deployment, epoch, to_u53(checked)}));
}

ListState state_of(const Staff& staff) {
  const std::vector<records::Ceremony> ceremonies{staff.ceremony()};
  auto epochs = verify_ceremonies(ceremonies, staff.trust);
  PARASOL_CHECK(epochs.has_value());
  ListState state(staff.trust, *std::move(epochs));
  for (const auto* person : staff.everybody())
    PARASOL_CHECK(state.apply(Operation::kEnrol, records::encode(person->enrolment()), kStart).has_value());
  return state;
}

}  // namespace parasol::listd::test
