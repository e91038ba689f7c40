#include "apps/server/canary.h"

#include "client/canary.h"
#include "client/slot.h"
#include "trust/signed.h"

namespace parasol::server {

Status Canary::find(const records::Manifest& manifest) const {
  PARASOL_TRY(const auto identifier, client::Identifier::phone(client::kCanaryPhone));
  PARASOL_TRY(const auto slow, client::slow_hash(identifier, installation_.deployment));
  if (to_array<32>(slow.expose()) != manifest.canary_slow_hash)
    return invalid("canary_slow_hash");
  const Sensitive input = client::oprf_input(identifier.type(), slow);
  PARASOL_TRY(auto blinded, crypto::blind(crypto::OprfMode::kVoprf, as_bytes(input.expose())));

  records::EvaluateRequest request;
  request.deployment = installation_.deployment;
  request.epoch = manifest.epoch;
  request.key = system_key_.public_key();
  request.minute = static_cast<std::uint32_t>(parts_.clock.now() / kMinute);
  request.elements.push_back(blinded.element.encoding());
  PARASOL_TRY(const Bytes answer, parts_.keyd.evaluate(records::encode(trust::sign(system_key_, records::encode(request)))));
  PARASOL_TRY(const auto reply, records::decode_evaluate_reply(answer));
  if (reply.epoch != manifest.epoch || reply.elements.size() != 1) return invalid("reply");

  PARASOL_TRY(const auto key, crypto::Element::decode(manifest.check_key));
  PARASOL_TRY(const auto element, crypto::Element::decode(reply.elements[0]));
  PARASOL_TRY(const auto proof, crypto::Proof::decode(reply.proof));
  const ByteView view = as_bytes(input.expose());
  PARASOL_TRY(const auto outputs, crypto::finalize_batch(key, {&view, 1}, {&blinded, 1}, {&element, 1}, proof));
  const auto derived = client::derive(outputs.front(), manifest.epoch);

  const std::uint32_t bucket = client::bucket_index(derived.prefix, manifest.bits);
  if (bucket >= manifest.buckets.size()) return invalid("buckets");
  PARASOL_TRY(const auto content, parts_.folder.file(manifest.buckets[bucket]));
  PARASOL_TRY(const auto places, client::find_slots(*content, derived));
  for (std::size_t number = 0; number < places.size(); ++number) {
    if (!places[number]) continue;
    const ByteView slot = ByteView(*content).subspan(*places[number] * client::kSlotSize, client::kSlotSize);
    PARASOL_TRY(const auto opened, client::open_slot(slot, derived, number));
    if (opened.content.kind != client::SlotKind::kCanary) continue;
    return client::verify_slot(opened, derived, number, installation_.root_key);
  }
  return failure(ErrorCode::kNotFound, "canary");
}

Status Canary::run() const {
  const Millis now = parts_.clock.now();
  PARASOL_TRY(const auto manifest, parts_.list.manifest());
  const Millis found = trust::to_millis(manifest.canary_at);
  if (found <= now && now < found + kFresh) return {};
  PARASOL_CHECK_OK(find(manifest));
  records::CanaryReport report;
  report.deployment = installation_.deployment;
  report.epoch = manifest.epoch;
  report.checked = trust::to_u53(now);
  return parts_.listd.canary(records::encode(trust::sign(system_key_, records::encode(report))));
}

}  // namespace parasol::server
