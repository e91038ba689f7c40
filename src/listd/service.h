#pragma once
// The list daemon without its socket: state, journal, listing and publisher behind one lock. Thread-safe.
// A call is answered only when it stands in the journal on disk, and a strike or a hide only when what it removes is
// gone from the public folder too. After a start the list is dark (no manifest) until replay done.
#include <filesystem>
#include <memory>
#include <mutex>

#include "base/append_file.h"
#include "listd/listing.h"
#include "listd/publisher.h"

namespace parasol::listd {

struct ServiceOptions {
  std::filesystem::path folder;  // holds journal, last-manifest and public/
  records::TrustStatement trust;
  Secret<32> list_seed;   // of the list key that `trust` names
  Secret<32> dummy_seed;  // of dummies and places
  std::vector<records::Ceremony> ceremonies;  // in order of their epochs
  const Clock* clock = nullptr;               // must outlive the service
};

class ListService {
 public:
  // Replays the journal. kInvalid (the list key is not the trust statement's, or a file is damaged), errors of
  // verify_ceremonies, AppendFile::open and Publisher::open.
  static Result<std::unique_ptr<ListService>> open(ServiceOptions options);

  // An encoded DaemonCall in, an encoded DaemonReply out.
  Bytes handle(ByteView frame);

  // To be called at least once a second: publishes at every turn, when the grace of a struck packet ends, and again if
  // publishing failed. Whoever asks for the status makes it do the same.
  void tick();

  // True once the journal could not be written: every call is refused, and the process should end.
  bool has_failed() const;

 private:
  ListService(ServiceOptions options, std::vector<CheckEpoch> check_epochs, crypto::SigningKey list_key);
  Result<Bytes> answer(const records::DaemonCall& call);
  Result<Bytes> answer_changing(Operation operation, ByteView body);
  Status replay_entry(ByteView entry);
  void keep_up();
  Status publish(Millis now);
  Bytes signed_by_list(Bytes statement) const;

  const Clock& clock_;
  const std::filesystem::path folder_;
  const crypto::SigningKey list_key_;
  const crypto::GuardedSecret<32> dummy_seed_;

  mutable std::mutex mutex_;
  ListState state_;
  Listing listing_;
  std::unique_ptr<AppendFile> journal_;
  std::optional<Publisher> publisher_;
  bool is_dark_ = true;
  bool has_failed_ = false;
  bool is_publication_due_ = false;
  std::int64_t last_turn_ = -1;
  Millis next_grace_end_ = kNever;
};

}  // namespace parasol::listd
