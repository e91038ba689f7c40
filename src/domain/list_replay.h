#pragma once
// After a start listd shows nothing until it has heard again what it must never forget. These are serve's copies: every
// strike, hide, restore and revocation, the staff's chains and the epochs; the union with listd's own file wins.
#include "domain/installation.h"
#include "domain/list_courier.h"

namespace parasol::domain {

// Asks listd, and if it is dark tells it everything and lets it show. Returns true if it did. Whoever's enrolment has run out is
// made known instead; epochs and restores that listd refuses are passed over. The list stays dark on any error: kConflict if
// listd refuses the copy of a hide or a revocation, kUnavailable if it does not answer, or if a strike or a hide that waited in
// the outbox at the beginning still does.
Result<bool> light_list(UnitOfWork& unit, ListCourier& courier, ListDaemon& listd, const Installation& installation);

}  // namespace parasol::domain
