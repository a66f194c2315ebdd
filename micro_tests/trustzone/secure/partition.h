// Which memory and which peripheral belongs to which state.
#ifndef MICRO_TESTS_TRUSTZONE_SECURE_PARTITION_H_
#define MICRO_TESTS_TRUSTZONE_SECURE_PARTITION_H_

#include <cstdint>

namespace trustzone {

struct Range {
  uint32_t first;
  uint32_t end;  // behind the last byte
};

// From target.toml, by way of the linker script. Non-secure aliases.
Range NonSecureFlash();
Range NonSecureRam();
Range Veneers();  // secure alias

// Gives the non-secure image its memories and the console; all else stays secure. After it, the non-secure alias of
// the console is the only way to it, for both states.
void Partition();

}  // namespace trustzone

#endif  // MICRO_TESTS_TRUSTZONE_SECURE_PARTITION_H_
