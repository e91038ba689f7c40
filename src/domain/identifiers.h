#pragma once
// The identifiers of the domain. All are 16 random or derived bytes and none carries an order or a count.
#include "base/random.h"

namespace parasol::domain {

using AccountId = Id<struct AccountTag>;
using TeamId = Id<struct TeamTag>;
using InvitationId = Id<struct InvitationTag>;  // derived from the invitation's code
using ReportId = Id<struct ReportTag>;          // derived from the receipt code; never stored beside an account
using ReceiptId = Id<struct ReceiptTag>;
using MessageId = Id<struct MessageTag>;
using WarningReference = Id<struct WarningTag>;
using PacketId = Id<struct PacketTag>;
using LinkEntryId = Id<struct LinkEntryTag>;  // all that its readers know of a report
using LinkSegmentId = Id<struct LinkSegmentTag>;
using LinkDecisionId = Id<struct LinkDecisionTag>;

}  // namespace parasol::domain
