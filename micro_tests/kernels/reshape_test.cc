// reshape against the reference interpreter, and requests that must be refused.
#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/kernels/golden/reshape.h"
#include "micro_tests/kernels/output_buffer.h"
#include "micro_tests/kernels/reshape.h"

namespace {

template <typename T>
void Check(const golden::ReshapeCase<T>& c) {
  nn::Dimensions resolved = {};
  EXPECT_TRUE(nn::ResolveShape(c.requested, c.input_shape.count(), &resolved));
  EXPECT_EQ(c.output_shape.rank, resolved.rank);
  for (int32_t i = 0; i < c.output_shape.rank; ++i) EXPECT_EQ(c.output_shape.sizes[i], resolved.sizes[i]);
  T* output = golden::Buffer<T>().fresh();
  nn::Reshape(c.input_shape.count(), c.input, output);
  EXPECT_TRUE(golden::Buffer<T>().guards_intact(c.output_shape.count()));
  for (int32_t i = 0; i < c.output_shape.count(); ++i) {
    EXPECT_NEAR(c.output[i], output[i], golden::Tolerance(c.output[i]));
  }
}

bool Resolves(const nn::Dimensions& requested, int32_t count) {
  nn::Dimensions resolved = {};
  return nn::ResolveShape(requested, count, &resolved);
}

}  // namespace

TEST(ReshapeTest, Flatten) { Check(golden::reshape::kFlatten); }
TEST(ReshapeTest, FlattenStretched) { Check(golden::reshape::kFlattenStretched); }
TEST(ReshapeTest, StretchedMiddle) { Check(golden::reshape::kStretchedMiddle); }
TEST(ReshapeTest, StretchedToOne) { Check(golden::reshape::kStretchedToOne); }
TEST(ReshapeTest, MoreDimensions) { Check(golden::reshape::kMoreDimensions); }
TEST(ReshapeTest, ToScalar) { Check(golden::reshape::kToScalar); }
TEST(ReshapeTest, FlattenQuantized) { Check(golden::reshape::kFlattenQuantized); }
TEST(ReshapeTest, StretchedQuantized) { Check(golden::reshape::kStretchedQuantized); }

// What LiteRT refuses when it prepares the model, and so cannot give golden vectors for.
TEST(ReshapeTest, RefusesTwoStretchedDimensions) { EXPECT_FALSE(Resolves({2, {-1, -1}}, 12)); }
TEST(ReshapeTest, RefusesOtherNegativeSizes) { EXPECT_FALSE(Resolves({2, {-2, -6}}, 12)); }
TEST(ReshapeTest, RefusesAnotherCount) { EXPECT_FALSE(Resolves({2, {3, 5}}, 12)); }
TEST(ReshapeTest, RefusesAStretchThatDoesNotDivide) { EXPECT_FALSE(Resolves({2, {-1, 5}}, 12)); }
TEST(ReshapeTest, RefusesAStretchBesideZero) { EXPECT_FALSE(Resolves({2, {-1, 0}}, 12)); }
TEST(ReshapeTest, RefusesTooHighARank) { EXPECT_FALSE(Resolves({7, {1, 1, 1, 1, 1, 1}}, 1)); }
TEST(ReshapeTest, WorksInPlace) {
  int8_t values[] = {1, 2, 3, 4};
  nn::Reshape(4, values, values);
  for (int32_t i = 0; i < 4; ++i) EXPECT_EQ(i + 1, static_cast<int32_t>(values[i]));
}

TF_LITE_MICRO_TESTS_MAIN
