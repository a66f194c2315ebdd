#include "micro_tests/framework/format.h"

#include <cstdint>
#include <cstring>

namespace micro_log {
namespace {

constexpr int kMaxDecimals = 9;       // what one uint32_t of fraction digits can hold
constexpr int kDefaultDecimals = 6;   // as printf's %f
constexpr size_t kNumberBytes = 48;   // 2^64 in octal, or 20 digits + point + 9 decimals + exponent
constexpr double kLargestExact = 1e18;  // above it %f continues as %e: 64 bits hold no more digits

struct Output {
  Sink sink;
  void* context;
  size_t written;

  void Put(const char* text, size_t length) {
    if (length == 0) return;
    sink(context, text, length);
    written += length;
  }
  void Fill(char c, int count) {
    for (; count > 0; --count) Put(&c, 1);
  }
};

struct Spec {
  bool left = false;
  bool zero = false;
  bool plus = false;
  bool space = false;
  bool alternate = false;
  int width = 0;
  int precision = -1;  // -1: not given
};

// The body of a number without sign, built from its last digit.
class Digits {
 public:
  const char* text() const { return cursor_; }
  size_t length() const { return static_cast<size_t>(buffer_ + kNumberBytes - cursor_); }
  void Prepend(char c) { *--cursor_ = c; }
  void PrependUnsigned(uint64_t value, unsigned base, bool upper, int at_least) {
    const char* symbols = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    // 32-bit division is an instruction on most cores, 64-bit division is a library call.
    while (value > UINT32_MAX) {
      Prepend(symbols[value % base]);
      value /= base;
      --at_least;
    }
    for (uint32_t rest = static_cast<uint32_t>(value); rest != 0; rest /= base, --at_least) {
      Prepend(symbols[rest % base]);
    }
    while (at_least-- > 0 && length() + 2 < kNumberBytes) Prepend('0');
  }

 private:
  char buffer_[kNumberBytes];
  char* cursor_ = buffer_ + kNumberBytes;
};

void PutNumber(Output& out, const Spec& spec, const char* sign, const char* body, size_t length, bool pad_zero) {
  const int sign_length = static_cast<int>(strlen(sign));
  const int padding = spec.width - sign_length - static_cast<int>(length);
  if (!spec.left && !pad_zero) out.Fill(' ', padding);
  out.Put(sign, static_cast<size_t>(sign_length));
  if (!spec.left && pad_zero) out.Fill('0', padding);
  out.Put(body, length);
  if (spec.left) out.Fill(' ', padding);
}

const char* SignOf(const Spec& spec, bool negative) {
  if (negative) return "-";
  if (spec.plus) return "+";
  return spec.space ? " " : "";
}

void PutInteger(Output& out, const Spec& spec, uint64_t magnitude, const char* sign, unsigned base, bool upper) {
  Digits digits;
  digits.PrependUnsigned(magnitude, base, upper, spec.precision < 0 ? 1 : spec.precision);
  PutNumber(out, spec, sign, digits.text(), digits.length(), spec.zero && spec.precision < 0);
}

struct Fixed {
  uint64_t whole;
  uint32_t fraction;
};

// Rounds to `decimals` digits, ties to even, as libc does.
Fixed RoundTo(double magnitude, int decimals) {
  uint32_t scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  Fixed fixed{static_cast<uint64_t>(magnitude), 0};
  const double scaled = (magnitude - static_cast<double>(fixed.whole)) * scale;
  fixed.fraction = static_cast<uint32_t>(scaled);
  const double rest = scaled - fixed.fraction;
  const bool odd = decimals == 0 ? (fixed.whole & 1) != 0 : (fixed.fraction & 1) != 0;
  if (rest > 0.5 || (rest == 0.5 && odd)) ++fixed.fraction;
  if (fixed.fraction >= scale) {
    fixed.fraction -= scale;
    ++fixed.whole;
  }
  return fixed;
}

void PrependFixed(Digits& digits, Fixed fixed, int decimals) {
  if (decimals > 0) {
    digits.PrependUnsigned(fixed.fraction, 10, false, decimals);
    digits.Prepend('.');
  }
  digits.PrependUnsigned(fixed.whole, 10, false, 1);
}

void PrependScientific(Digits& digits, double magnitude, int decimals, bool upper) {
  int exponent = 0;
  if (magnitude > 0) {
    while (magnitude >= 10) magnitude /= 10, ++exponent;
    while (magnitude < 1) magnitude *= 10, --exponent;
  }
  Fixed fixed = RoundTo(magnitude, decimals);
  if (fixed.whole >= 10) {
    fixed.whole /= 10;
    ++exponent;
  }
  digits.PrependUnsigned(static_cast<uint64_t>(exponent < 0 ? -exponent : exponent), 10, false, 2);
  digits.Prepend(exponent < 0 ? '-' : '+');
  digits.Prepend(upper ? 'E' : 'e');
  PrependFixed(digits, fixed, decimals);
}

void PutDouble(Output& out, const Spec& spec, double value, char conversion) {
  const bool upper = conversion == 'F' || conversion == 'E' || conversion == 'G';
  uint64_t bits;
  memcpy(&bits, &value, sizeof(bits));
  const bool negative = (bits >> 63) != 0;
  const char* sign = SignOf(spec, negative);
  if (value != value) {
    PutNumber(out, spec, sign, upper ? "NAN" : "nan", 3, false);
    return;
  }
  const double magnitude = negative ? -value : value;
  if (magnitude > 1.7976931348623157e308) {
    PutNumber(out, spec, sign, upper ? "INF" : "inf", 3, false);
    return;
  }
  int decimals = spec.precision < 0 ? kDefaultDecimals : spec.precision;
  if (decimals > kMaxDecimals) decimals = kMaxDecimals;
  const bool general = conversion == 'g' || conversion == 'G';
  const bool scientific = conversion == 'e' || conversion == 'E' || magnitude >= kLargestExact ||
                          (general && magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e6));
  Digits digits;
  if (scientific) {
    PrependScientific(digits, magnitude, decimals, upper);
  } else {
    PrependFixed(digits, RoundTo(magnitude, decimals), decimals);
  }
  PutNumber(out, spec, sign, digits.text(), digits.length(), spec.zero);
}

void PutString(Output& out, const Spec& spec, const char* text) {
  if (text == nullptr) text = "(null)";
  size_t length = 0;
  while ((spec.precision < 0 || length < static_cast<size_t>(spec.precision)) && text[length] != '\0') ++length;
  const int padding = spec.width - static_cast<int>(length);
  if (!spec.left) out.Fill(' ', padding);
  out.Put(text, length);
  if (spec.left) out.Fill(' ', padding);
}

enum class Length { kChar, kShort, kInt, kLong, kLongLong, kMax, kSize };

Length ParseLength(const char*& cursor) {
  switch (*cursor) {
    case 'h':
      if (*++cursor != 'h') return Length::kShort;
      ++cursor;
      return Length::kChar;
    case 'l':
      if (*++cursor != 'l') return Length::kLong;
      ++cursor;
      return Length::kLongLong;
    case 'j':
      ++cursor;
      return Length::kMax;
    case 'z':
    case 't':
      ++cursor;
      return Length::kSize;
    default:
      return Length::kInt;
  }
}

// va_list may be an array type; a struct member lets it be passed by reference on every ABI.
struct Arguments {
  va_list list;
};

int64_t NextSigned(Arguments& args, Length length) {
  switch (length) {
    case Length::kChar:
      return static_cast<signed char>(va_arg(args.list, int));
    case Length::kShort:
      return static_cast<short>(va_arg(args.list, int));
    case Length::kInt:
      return va_arg(args.list, int);
    case Length::kLong:
      return va_arg(args.list, long);
    case Length::kSize:
      return va_arg(args.list, ptrdiff_t);
    default:
      return va_arg(args.list, long long);
  }
}

uint64_t NextUnsigned(Arguments& args, Length length) {
  switch (length) {
    case Length::kChar:
      return static_cast<unsigned char>(va_arg(args.list, unsigned));
    case Length::kShort:
      return static_cast<unsigned short>(va_arg(args.list, unsigned));
    case Length::kInt:
      return va_arg(args.list, unsigned);
    case Length::kLong:
      return va_arg(args.list, unsigned long);
    case Length::kSize:
      return va_arg(args.list, size_t);
    default:
      return va_arg(args.list, unsigned long long);
  }
}

int ParseNumber(const char*& cursor, Arguments& args) {
  if (*cursor == '*') {
    ++cursor;
    return va_arg(args.list, int);
  }
  int value = 0;
  while (*cursor >= '0' && *cursor <= '9') value = value * 10 + (*cursor++ - '0');
  return value;
}

Spec ParseSpec(const char*& cursor, Arguments& args) {
  Spec spec;
  for (;; ++cursor) {
    if (*cursor == '-') {
      spec.left = true;
    } else if (*cursor == '0') {
      spec.zero = true;
    } else if (*cursor == '+') {
      spec.plus = true;
    } else if (*cursor == ' ') {
      spec.space = true;
    } else if (*cursor == '#') {
      spec.alternate = true;
    } else {
      break;
    }
  }
  spec.width = ParseNumber(cursor, args);
  if (spec.width < 0) {
    spec.left = true;
    spec.width = -spec.width;
  }
  if (*cursor == '.') {
    ++cursor;
    spec.precision = ParseNumber(cursor, args);
  }
  return spec;
}

void PutConversion(Output& out, const Spec& spec, Length length, char conversion, Arguments& args) {
  switch (conversion) {
    case 'd':
    case 'i': {
      const int64_t value = NextSigned(args, length);
      const uint64_t magnitude = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
      PutInteger(out, spec, magnitude, SignOf(spec, value < 0), 10, false);
      break;
    }
    case 'u':
      PutInteger(out, spec, NextUnsigned(args, length), "", 10, false);
      break;
    case 'o':
      PutInteger(out, spec, NextUnsigned(args, length), "", 8, false);
      break;
    case 'x':
    case 'X': {
      const uint64_t value = NextUnsigned(args, length);
      const bool upper = conversion == 'X';
      PutInteger(out, spec, value, spec.alternate && value != 0 ? (upper ? "0X" : "0x") : "", 16, upper);
      break;
    }
    case 'p':
      PutInteger(out, spec, reinterpret_cast<uintptr_t>(va_arg(args.list, void*)), "0x", 16, false);
      break;
    case 'c': {
      const char c = static_cast<char>(va_arg(args.list, int));
      if (!spec.left) out.Fill(' ', spec.width - 1);
      out.Put(&c, 1);
      if (spec.left) out.Fill(' ', spec.width - 1);
      break;
    }
    case 's':
      PutString(out, spec, va_arg(args.list, const char*));
      break;
    case 'f':
    case 'F':
    case 'e':
    case 'E':
    case 'g':
    case 'G':
      PutDouble(out, spec, va_arg(args.list, double), conversion);
      break;
    default:  // unknown: shown as written, so that the mistake is seen
      out.Put("%", 1);
      out.Put(&conversion, 1);
  }
}

}  // namespace

size_t Format(Sink sink, void* context, const char* format, va_list args) {
  Output out{sink, context, 0};
  Arguments arguments;
  va_copy(arguments.list, args);
  const char* cursor = format;
  while (*cursor != '\0') {
    const char* literal = cursor;
    while (*cursor != '\0' && *cursor != '%') ++cursor;
    out.Put(literal, static_cast<size_t>(cursor - literal));
    if (*cursor == '\0') break;
    ++cursor;
    if (*cursor == '%') {
      out.Put(cursor++, 1);
      continue;
    }
    const Spec spec = ParseSpec(cursor, arguments);
    const Length length = ParseLength(cursor);
    if (*cursor == '\0') break;
    PutConversion(out, spec, length, *cursor++, arguments);
  }
  va_end(arguments.list);
  return out.written;
}

}  // namespace micro_log
