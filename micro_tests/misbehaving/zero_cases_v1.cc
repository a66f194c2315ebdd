// No case at all, and the sentinel.
#include "micro_tests/framework/micro_test.h"

TF_LITE_MICRO_TESTS_BEGIN
TF_LITE_MICRO_TESTS_END
