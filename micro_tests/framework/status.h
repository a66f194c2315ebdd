// TFLM's status type for tests that name kTfLiteOk. Where TensorFlow's own headers are on the include path,
// theirs is used, so that a test may be linked with the real library.
#ifndef MICRO_TESTS_FRAMEWORK_STATUS_H_
#define MICRO_TESTS_FRAMEWORK_STATUS_H_

#include <cstddef>
#include <cstdint>

#if __has_include("tensorflow/lite/c/common.h")
#include "tensorflow/lite/c/common.h"
#else
enum TfLiteStatus { kTfLiteOk = 0, kTfLiteError = 1 };
#endif

#endif  // MICRO_TESTS_FRAMEWORK_STATUS_H_
