#pragma once
// An explanation as a waterfall: from what holds for any two records, row by row, to the total.
#include <string>

#include "apps/cli/link/words.h"

namespace parasol::link {

// An SVG document, the same text for the same words. What speaks for stands grey with "+", what speaks against is hatched with
// "-": it reads in print and without colours.
std::string waterfall(const Words& words, const std::string& title);

}  // namespace parasol::link
