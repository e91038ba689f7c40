#pragma once
// How often pairs of a total are of the same person, judged without labels by the other records: where a and b may be of one
// person, whoever surely belongs to a is compared with b, and the other way round. Fields that hang together make totals promise
// too much (or too little); what a third record says does not depend on them in the same way.
#include <span>

#include "linkage/pair_scorer.h"

namespace parasol::linkage {

// From found pairs and the clusters made of them (by row). As if uncalibrated (Calibration{}) where too few pairs have a third
// record, or where the third records do not even know the pairs that are beyond doubt.
Calibration calibrate(const Scorer& scorer, std::span<const Pair> pairs, std::span<const Row> clusters);

}  // namespace parasol::linkage
