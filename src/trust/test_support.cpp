#include "trust/test_support.h"

#include <algorithm>

#include "crypto/primitives.h"

namespace parasol::trust::test {
namespace {

Bytes labelled(std::string_view kind, std::string_view name) {
  Bytes out = to_bytes(as_bytes(kind));
  append(out, as_bytes(name));
  return out;
}

Member join(const Organisation& organisation, std::vector<const crypto::SigningKey*> issuers, records::Chain chain,
            std::string_view name, Role role, Millis at) {
  Member member{key_of(name), key_of("check of " + std::string(name)), std::move(chain)};
  const crypto::SigningKey invitation_key = key_of("invitation of " + std::string(name));
  LinkDraft draft;
  draft.issuers = std::move(issuers);
  draft.invitation_key = &invitation_key;
  draft.invitation.deployment = organisation.deployment;
  draft.invitation.invitation = id_of(name);
  draft.invitation.role = static_cast<std::uint8_t>(role);
  for (const auto* issuer : draft.issuers) draft.invitation.issuers.push_back(issuer->public_key());
  draft.invitation.key = invitation_key.public_key();
  draft.invitation.issued = to_u53(at);
  draft.invitation.expires = to_u53(at + kInvitationLife);
  draft.membership.deployment = organisation.deployment;
  draft.membership.invitation = draft.invitation.invitation;
  draft.membership.role = draft.invitation.role;
  draft.membership.signing_key = member.signing.public_key();
  draft.membership.check_key = member.check.public_key();
  draft.membership.joined = to_u53(at + kHour);
  member.chain.links.push_back(sign_link(draft));
  return member;
}

}  // namespace

crypto::SigningKey key_of(std::string_view name) {
  return crypto::SigningKey(Secret<32>(crypto::sha256(labelled("key of ", name))));
}

ByteArray<16> id_of(std::string_view name) { return crypto::blake2b<16>({}, labelled("id of ", name)); }

records::Link sign_link(const LinkDraft& draft) {
  records::Link link;
  link.issued.invitation = draft.invitation;
  const Bytes statement = records::encode(draft.invitation);
  for (const auto* issuer : draft.issuers)
    link.issued.signatures.push_back({issuer->public_key(), issuer->sign(statement)});
  link.membership = draft.membership;
  link.signature = draft.invitation_key->sign(records::encode(draft.membership));
  return link;
}

Organisation::Organisation()
    : root(key_of("root")), list(key_of("list")), system(key_of("system")), deployment(id_of("deployment")) {
  trust.deployment = deployment;
  trust.organisation = "Parasol test";
  trust.root_key = root.public_key();
  trust.list_key = list.public_key();
  trust.system_key = system.public_key();
  trust.created = to_u53(kStart);
}

Member Organisation::by_root(std::string_view name, Role role, Millis at) const {
  return join(*this, {&root}, {}, name, role, at);
}

Member Organisation::by(std::initializer_list<const Member*> issuers, std::string_view name, Role role, Millis at) const {
  std::vector<const crypto::SigningKey*> keys;
  records::Chain chain;
  for (const Member* issuer : issuers) {
    keys.push_back(&issuer->signing);
    for (const records::Link& link : issuer->chain.links)
      if (std::find(chain.links.begin(), chain.links.end(), link) == chain.links.end()) chain.links.push_back(link);
  }
  return join(*this, std::move(keys), std::move(chain), name, role, at);
}

records::Signed Organisation::revocation(const crypto::SigningKey& signer, const Key& of, Millis at) const {
  return sign(signer, records::encode(records::Revocation{deployment, of, to_u53(at)}));
}

records::Signed Organisation::team_epoch(const crypto::SigningKey& signer, std::uint32_t number, Millis not_before) const {
  records::TeamEpoch epoch;
  epoch.deployment = deployment;
  epoch.team = id_of("team");
  epoch.epoch = number;
  epoch.not_before = to_u53(not_before);
  epoch.not_after = to_u53(not_before + kEpochLife);
  return sign(signer, records::encode(epoch));
}

records::Signed Organisation::group_epoch(const crypto::SigningKey& signer, std::uint32_t number, Millis not_before) const {
  records::GroupEpoch epoch;
  epoch.deployment = deployment;
  epoch.epoch = number;
  epoch.not_before = to_u53(not_before);
  epoch.not_after = to_u53(not_before + kEpochLife);
  return sign(signer, records::encode(epoch));
}

}  // namespace parasol::trust::test
