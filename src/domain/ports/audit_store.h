#pragma once
// Stored hash chains of audit events (docs/protocol.md: AuditEvent). One chain per report, one for the organisation.
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace parasol::domain {

// A report's id, or zero for the organisation's chain.
using ChainId = ByteArray<16>;

struct ChainHead {
  std::uint64_t next_sequence = 0;
  ByteArray<32> hash{};  // SHA-256 of the last event; zero before the first
};

class AuditStore {
 public:
  virtual ~AuditStore() = default;
  virtual Result<ChainHead> head(const ChainId& chain) = 0;
  // kConflict if the sequence is taken.
  virtual Status append(const ChainId& chain, std::uint64_t sequence, ByteView event, const ByteArray<32>& hash) = 0;
  // Every event of a chain, encoded, in order.
  virtual Result<std::vector<Bytes>> events(const ChainId& chain) = 0;
  // Report chains that have events beyond their checked sequence: those after this one, in the order of their ids.
  virtual Result<std::vector<ChainId>> unchecked_chains(const ChainId& after, std::size_t limit) = 0;
  // How many events of a chain the organisation's chain vouches for.
  virtual Result<std::uint64_t> checked_sequence(const ChainId& chain) = 0;
  virtual Status mark_checked(const ChainId& chain, std::uint64_t sequence) = 0;
  // Every chain there is.
  virtual Result<std::vector<ChainId>> chains() = 0;
};

}  // namespace parasol::domain
