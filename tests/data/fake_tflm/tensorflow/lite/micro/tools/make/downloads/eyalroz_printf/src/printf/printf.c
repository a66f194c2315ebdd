/* As much of a formatter as the tests here need: %s and %d. */
#include <stdarg.h>
#include <stddef.h>

int vsnprintf_(char* text, size_t size, const char* format, va_list args) {
  size_t used = 0;
  for (; *format != '\0'; ++format) {
    char digits[12];
    const char* piece = digits;
    digits[0] = *format;
    digits[1] = '\0';
    if (*format == '%' && format[1] == 's') {
      piece = va_arg(args, const char*);
      ++format;
    } else if (*format == '%' && format[1] == 'd') {
      int number = va_arg(args, int);
      unsigned left = number < 0 ? 0u - (unsigned)number : (unsigned)number;
      char* at = digits + sizeof(digits) - 1;
      *at = '\0';
      do {
        *--at = (char)('0' + left % 10);
        left /= 10;
      } while (left != 0);
      if (number < 0) *--at = '-';
      piece = at;
      ++format;
    }
    for (; *piece != '\0'; ++piece) {
      if (used + 1 < size) text[used] = *piece;
      ++used;
    }
  }
  if (size > 0) text[used < size ? used : size - 1] = '\0';
  return (int)used;
}
