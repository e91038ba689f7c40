#pragma once
// For tests only: a network's staff, and everything they sign for listd.

#include "listd/state.h"
#include "trust/test_support.h"

namespace parasol::listd::test {

using trust::test::id_of;
using trust::test::key_of;
using trust::test::kStart;

// The withdrawal secret of a source, and its hash.
Bytes secret_of(std::string_view source);
Hash source_of(std::string_view source);
// A 256-byte slot whose tag follows from `tag`, and whose other bytes from both.
Slot slot_of(std::string_view tag, std::string_view content = "");

// A packet, the statements in it and who signs each, to be spoilt before all is signed.
struct PacketDraft {
  records::Packet packet;
  records::DraftStatement draft;
  records::RecognitionRecord recognition;
  records::LeadStatement lead;
  bool has_lead = false;
  const crypto::SigningKey* approver;
  const crypto::SigningKey* drafter;
  const crypto::SigningKey* recogniser;
  const crypto::SigningKey* leader;

  records::Signed sign() const;
  // The drafts name one artefact and one warning throughout.
  void set_reference(const Reference& reference);
};

class Staff : public trust::test::Organisation {
 public:
  trust::test::Member administrator = by_root("administrator", trust::Role::kAdministrator);
  trust::test::Member lead = by_root("lead", trust::Role::kCaseLead);
  trust::test::Member second_lead = by_root("second lead", trust::Role::kCaseLead);
  trust::test::Member officer = by_root("officer", trust::Role::kDataProtectionOfficer);
  trust::test::Member worker = by({&administrator, &lead}, "worker", trust::Role::kProjectWorker);
  trust::test::Member caseworker = by({&administrator, &lead}, "caseworker", trust::Role::kCaseworker);
  trust::test::Member editor = by({&administrator, &lead}, "editor", trust::Role::kAlertEditor);
  trust::test::Member second_editor = by({&administrator, &lead}, "second editor", trust::Role::kAlertEditor);

  std::vector<const trust::test::Member*> everybody() const;

  // Epoch 1 with two canaries.
  records::Ceremony ceremony(std::uint32_t epoch = 1) const;

  // Approved by the editor, drafted and recognised by the caseworker; shows from `not_before` for a year. `name` gives
  // id and payload.
  PacketDraft warning(std::string_view name, std::string_view reference, std::vector<std::string_view> sources,
                      Millis not_before = kStart) const;
  PacketDraft slot(std::string_view name, std::string_view tag, std::string_view reference,
                   std::vector<std::string_view> sources, Millis not_before = kStart) const;

  records::Signed hide_order(const crypto::SigningKey& by, std::string_view reference, Millis ordered) const;
  records::Restore restore_order(const crypto::SigningKey& one, const crypto::SigningKey& other,
                                 std::string_view reference, Millis ordered) const;
  records::Signed acknowledgement(std::string_view source, Millis struck_at, Millis gone_by) const;
  records::Signed canary_report(Millis checked, std::uint32_t epoch = 1) const;
};

// A state that knows the staff.
ListState state_of(const Staff& staff);

}  // namespace parasol::listd::test
