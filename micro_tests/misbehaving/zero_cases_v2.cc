// No case at all, and the sentinel: what start-up code without static constructors makes of any v2 test.
#include "micro_tests/framework/micro_test_v2.h"

TF_LITE_MICRO_TESTS_MAIN
