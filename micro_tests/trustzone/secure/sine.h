// The model: the int8 sine network of micro_tests/hello_world, as C that TVM and harness made of its .tflite file. Its
// weights are in no other image.
#ifndef MICRO_TESTS_TRUSTZONE_SECURE_SINE_H_
#define MICRO_TESTS_TRUSTZONE_SECURE_SINE_H_

namespace trustzone {

float Sine(float degrees);
const void* Weights();

}  // namespace trustzone

#endif  // MICRO_TESTS_TRUSTZONE_SECURE_SINE_H_
