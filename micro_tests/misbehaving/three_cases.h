// Three v2 cases: one that passes, one that goes wrong, one that is never reached.
// The including file says what goes wrong, in GoWrong().
#ifndef MICRO_TESTS_MISBEHAVING_THREE_CASES_H_
#define MICRO_TESTS_MISBEHAVING_THREE_CASES_H_

#include "micro_tests/framework/micro_test_v2.h"

namespace {
void GoWrong();
}  // namespace

TEST(ThreeCases, Before) { EXPECT_EQ(2 + 2, 4); }
TEST(ThreeCases, GoesWrong) { GoWrong(); }
TEST(ThreeCases, After) { EXPECT_EQ(2 + 2, 4); }

TF_LITE_MICRO_TESTS_MAIN

#endif  // MICRO_TESTS_MISBEHAVING_THREE_CASES_H_
