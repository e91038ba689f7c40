#include "listd/ceremony.h"

#include <set>

namespace parasol::listd {

Result<std::vector<CheckEpoch>> verify_ceremonies(std::span<const records::Ceremony> ceremonies,
                                                  const records::TrustStatement& trust) {
  if (ceremonies.empty() || ceremonies.size() > kMaxCheckEpochs) return invalid("ceremony");
  std::vector<CheckEpoch> epochs;
  std::set<ByteArray<16>> tags;
  for (const records::Ceremony& ceremony : ceremonies) {
    CheckEpoch epoch;
    epoch.envelope = ceremony.check_epoch;
    PARASOL_TRY(epoch.statement, trust::verify_signed_by(trust.root_key, ceremony.check_epoch,
                                                         records::decode_check_epoch, trust.deployment));
    if (epoch.statement.epoch == 0 || (!epochs.empty() && epoch.statement.epoch <= epochs.back().statement.epoch))
      return invalid("check_epoch.epoch");
    for (const records::Signed& envelope : ceremony.canaries) {
      PARASOL_TRY(records::CanaryPacket canary,
                  trust::verify_signed_by(trust.root_key, envelope, records::decode_canary_packet, trust.deployment));
      if (canary.epoch != epoch.statement.epoch) return invalid("canaries.epoch");
      if (!tags.insert(slot_tag(canary.slot)).second) return invalid("canaries.slot");
      epoch.canaries.push_back(canary);
    }
    epochs.push_back(std::move(epoch));
  }
  return epochs;
}

}  // namespace parasol::listd
