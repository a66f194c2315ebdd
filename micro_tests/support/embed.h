// A file's bytes in the firmware: `HARNESS_EMBED(kImages, IMAGES_FILE)` defines kImages and kImagesEnd.
//
// IMAGES_FILE is a string literal, the path; the build has to say that the object depends on that file
// (OBJECT_DEPENDS), as the assembler's .incbin leaves no trace for the compiler's dependency files.
#ifndef MICRO_TESTS_SUPPORT_EMBED_H_
#define MICRO_TESTS_SUPPORT_EMBED_H_

#include <cstdint>

#define HARNESS_EMBED(name, file)                    \
  asm(".pushsection .rodata." #name ",\"a\"\n"       \
      ".balign 4\n"                                  \
      ".global " #name "\n" #name ":\n"              \
      ".incbin \"" file "\"\n"                       \
      ".global " #name "End\n" #name "End:\n"        \
      ".popsection\n");                              \
  extern "C" const uint8_t name[], name##End[]

#endif  // MICRO_TESTS_SUPPORT_EMBED_H_
