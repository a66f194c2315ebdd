// A second file with a static constructor, for startup_test.cc.
#include "micro_tests/smoke/startup_other.h"

Counter other_file_counter(40);
