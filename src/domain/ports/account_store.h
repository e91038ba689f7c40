#pragma once
// Accounts, sessions and vaults.

namespace parasol::domain {

class AccountStore {
 public:
  virtual ~AccountStore() = default;
};

}  // namespace parasol::domain
