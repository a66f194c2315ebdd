// What start-up must have done before main: .data, .bss, constructors, floating point, the stack's paint.
#include <cmath>
#include <cstdint>
#include <cstring>

#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/smoke/startup_other.h"

#if defined(__arm__)
#include "micro_tests/support/stack.h"
#endif

namespace {

volatile uint32_t initialised[3] = {0x01234567, 0x89ABCDEF, 0xA5A5A5A5};
volatile uint32_t zeroed[64];
volatile uint8_t odd_byte = 0x5A;
Counter counter(1);

int preinit_calls;
void CountPreinit() { ++preinit_calls; }

}  // namespace

TEST(Startup, DataIsCopied) {
  EXPECT_EQ(initialised[0], 0x01234567u);
  EXPECT_EQ(initialised[1], 0x89ABCDEFu);
  EXPECT_EQ(initialised[2], 0xA5A5A5A5u);
  EXPECT_EQ(odd_byte, 0x5A);
}

TEST(Startup, BssIsZero) {
  for (uint32_t word : zeroed) ASSERT_EQ(word, 0u);
}

TEST(Startup, ConstructorsRan) {
  EXPECT_EQ(counter.value(), 3);
  EXPECT_EQ(other_file_counter.value(), 42);
}

TEST(Startup, FloatingPointWorks) {
  volatile float two = 2.0f;
  volatile double three = 3.0;
  EXPECT_NEAR(sqrtf(two), 1.4142135f, 1e-6f);
  EXPECT_NEAR(sqrt(three), 1.7320508075688772, 1e-12);
}

#if defined(__arm__)

namespace {

uint32_t PaintedWords() {
  const volatile uint32_t* word = reinterpret_cast<const uint32_t*>(harness::GuardEnd());
  uint32_t count = 0;
  while (word < __stack_top && *word == harness::kStackPaint) ++word, ++count;
  return count;
}

__attribute__((noinline)) void UseStack() {
  volatile uint8_t room[2048];
  for (volatile uint8_t& byte : room) byte = 1;
}

}  // namespace

// The array of pre-initialisers runs before .bss users can count on anything but zero.
__attribute__((section(".preinit_array"), used)) void (*const preinit)() = CountPreinit;

TEST(Startup, PreinitArrayRan) { EXPECT_EQ(preinit_calls, 1); }

TEST(Startup, StackLiesBelowData) {
  EXPECT_EQ(__stack_bottom, __data_ram_start);
  EXPECT_LT(__stack_top, const_cast<uint32_t*>(zeroed));
  const volatile int local = 0;
  EXPECT_GT(reinterpret_cast<uintptr_t>(&local), reinterpret_cast<uintptr_t>(__stack_bottom));
  EXPECT_LT(reinterpret_cast<uintptr_t>(&local), reinterpret_cast<uintptr_t>(__stack_top));
}

TEST(Startup, StackPaintShowsUse) {
  const uint32_t before = PaintedWords();
  UseStack();
  EXPECT_GT(before, 256u);
  EXPECT_LE(PaintedWords(), before - 256);
}

#else

TEST(Startup, PreinitArrayIsTheLoadersBusiness) {
  CountPreinit();
  EXPECT_EQ(preinit_calls, 1);
}

#endif

TF_LITE_MICRO_TESTS_MAIN
