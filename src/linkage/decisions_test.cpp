#include "linkage/decisions.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parasol::linkage {
namespace {

TEST(Decisions, AContradictionIsRefusedWithTheChainThatMakesIt) {
  Decisions decisions;
  EXPECT_TRUE(decisions.confirm(1, 2).empty());
  EXPECT_TRUE(decisions.confirm(2, 3).empty());
  EXPECT_TRUE(decisions.refute(3, 4).empty());
  EXPECT_EQ(decisions.refute(1, 3), (Decisions::Path{1, 2, 3}));
  EXPECT_EQ(decisions.confirm(1, 4), (Decisions::Path{1, 2, 3, 4})) << "3 and 4 were refuted";
  EXPECT_EQ(decisions.all().size(), 3U) << "nothing changed";
  decisions.undo(3, 4);
  EXPECT_TRUE(decisions.confirm(1, 4).empty());
  EXPECT_TRUE(decisions.are_one(3, 4));
}

TEST(Decisions, OfAForgottenRecordNothingIsKept) {
  Decisions decisions;
  EXPECT_TRUE(decisions.confirm(1, 2).empty());
  EXPECT_TRUE(decisions.confirm(2, 3).empty());
  EXPECT_TRUE(decisions.refute(2, 5).empty());
  decisions.forget(2);
  EXPECT_EQ(decisions, Decisions());
}

// Whatever is said in whatever order: nobody is at once one person with another and not.
RC_GTEST_PROP(Decisions, NeverContradictThemselves, ()) {
  Decisions decisions;
  for (const auto& [a, b, what] : *rc::gen::container<std::vector<std::tuple<int, int, int>>>(rc::gen::tuple(rc::gen::inRange(1, 9), rc::gen::inRange(1, 9), rc::gen::inRange(0, 4)))) {
    const auto x = static_cast<RecordKey>(a), y = static_cast<RecordKey>(b);
    if (x == y) continue;
    const Decisions before = decisions;
    Decisions::Path refused;
    if (what == 0) decisions.undo(x, y);
    else if (what == 1) refused = decisions.refute(x, y);
    else refused = decisions.confirm(x, y);
    if (!refused.empty()) RC_ASSERT(decisions == before);
    for (const Decisions::Decided& decided : decisions.all()) RC_ASSERT(decisions.are_one(decided.a, decided.b) == decided.same);
  }
}

}  // namespace
}  // namespace parasol::linkage
