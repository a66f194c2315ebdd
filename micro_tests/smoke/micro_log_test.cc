// The formatter, against texts that printf gives.
#include <cmath>
#include <cstdint>
#include <limits>

#include "micro_tests/framework/micro_log.h"
#include "micro_tests/framework/micro_test_v2.h"

namespace {

char text[80];

// Unchecked by the compiler on purpose: the tests also pass what it would warn of.
const char* Text(const char* format, ...) {
  va_list args;
  va_start(args, format);
  MicroVsnprintf(text, sizeof(text), format, args);
  va_end(args);
  return text;
}

}  // namespace

TEST(MicroLog, Integers) {
  EXPECT_STREQ(Text("%d %i %u", -1, 0, 4294967295u), "-1 0 4294967295");
  EXPECT_STREQ(Text("%d", std::numeric_limits<int>::min()), "-2147483648");
  EXPECT_STREQ(Text("%lld %llu", -9223372036854775807LL - 1, 18446744073709551615ULL),
               "-9223372036854775808 18446744073709551615");
  EXPECT_STREQ(Text("%ld %lu %zu", -5L, 5UL, static_cast<size_t>(6)), "-5 5 6");
  EXPECT_STREQ(Text("%x %X %#x %o", 0xBEEFu, 0xBEEFu, 0x10u, 8u), "beef BEEF 0x10 10");
  EXPECT_STREQ(Text("%hhd %hd", 0x1FF, 0x1FFFF), "-1 -1");
}

TEST(MicroLog, WidthAndPrecision) {
  EXPECT_STREQ(Text("[%5d|%-5d|%05d|%+d|% d]", 42, 42, -42, 42, 42), "[   42|42   |-0042|+42| 42]");
  EXPECT_STREQ(Text("[%.3d|%6.3d|%*d]", 7, 7, 4, 7), "[007|   007|   7]");
  EXPECT_STREQ(Text("[%6s|%-6s|%.2s]", "abc", "abc", "abc"), "[   abc|abc   |ab]");
  EXPECT_STREQ(Text("[%3c|%-3c]", 'a', 'b'), "[  a|b  ]");
}

TEST(MicroLog, Floats) {
  EXPECT_STREQ(Text("%f %f %f", 0.0, -2.5, 3.14159265), "0.000000 -2.500000 3.141593");
  EXPECT_STREQ(Text("%f %f", 0.9999999, 1e-7), "1.000000 0.000000");
  EXPECT_STREQ(Text("%.0f %.0f %.0f %.1f", 0.5, 1.5, 2.5, 0.25), "0 2 2 0.2");
  EXPECT_STREQ(Text("%.3f|%8.2f|%-8.2f|%08.2f", 1.0005, 3.14159, 3.14159, -3.14159),
               "1.000|    3.14|3.14    |-0003.14");
  EXPECT_STREQ(Text("%f", 4294967296.5), "4294967296.500000");
  EXPECT_STREQ(Text("%e %e", 1234.5, 0.00012), "1.234500e+03 1.200000e-04");
  EXPECT_STREQ(Text("%f", 1e30), "1.000000e+30");
}

TEST(MicroLog, SpecialFloats) {
  EXPECT_STREQ(Text("%f %f", static_cast<double>(INFINITY), -static_cast<double>(INFINITY)), "inf -inf");
  EXPECT_STREQ(Text("%f", static_cast<double>(NAN)), "nan");
  EXPECT_STREQ(Text("%f", -0.0), "-0.000000");
}

TEST(MicroLog, TextAndPointers) {
  EXPECT_STREQ(Text("%s %c %% %p", "text", 'x', reinterpret_cast<void*>(0x1234)), "text x % 0x1234");
  EXPECT_STREQ(Text("%s", static_cast<const char*>(nullptr)), "(null)");
  EXPECT_STREQ(Text("100%"), "100");
}

TEST(MicroLog, BufferIsNeverExceeded) {
  char small[5] = {'#', '#', '#', '#', '#'};
  EXPECT_EQ(MicroSnprintf(small, 4, "%s", "abcdef"), 6);
  EXPECT_STREQ(small, "abc");
  EXPECT_EQ(small[4], '#');
  EXPECT_EQ(MicroSnprintf(small, 0, "%d", 12), 2);
  EXPECT_EQ(small[0], 'a');
}

TF_LITE_MICRO_TESTS_MAIN
