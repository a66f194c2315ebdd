#ifndef MICRO_TESTS_SMOKE_STARTUP_OTHER_H_
#define MICRO_TESTS_SMOKE_STARTUP_OTHER_H_

// Its constructor cannot run at compile time, so the value is there only if start-up has run it.
class Counter {
 public:
  explicit Counter(int first) {
    volatile int value = first;
    value_ = value + 2;
  }
  int value() const { return value_; }

 private:
  int value_;
};

extern Counter other_file_counter;

#endif  // MICRO_TESTS_SMOKE_STARTUP_OTHER_H_
