# Compiler and linker options of everything below micro_tests.
#
# harness_options:  how code is compiled (any code, also generated or foreign)
# harness_warnings: warnings as errors, for our own code
# harness_firmware: how a binary is linked, with the support library
get_filename_component(HARNESS_SOURCE_ROOT "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)

set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_EXTENSIONS ON)
set(CMAKE_C_STANDARD 11)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE None) # optimisation is set here, the same for all
endif()

add_library(harness_options INTERFACE)
target_include_directories(harness_options INTERFACE "${HARNESS_SOURCE_ROOT}")
target_compile_options(
  harness_options
  INTERFACE -O2
            -g
            -ffunction-sections
            -fdata-sections
            -fno-common
            # __FILE__ and debug information say micro_tests/..., on any machine and in any cache folder
            "-ffile-prefix-map=${HARNESS_SOURCE_ROOT}/="
            "-ffile-prefix-map=${CMAKE_BINARY_DIR}=."
            $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>
            $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
target_link_options(harness_options INTERFACE -Wl,--gc-sections)
if(NOT HARNESS_CPU STREQUAL "native")
  target_compile_options(
    harness_options
    INTERFACE --specs=nano.specs
              $<$<COMPILE_LANGUAGE:CXX>:-fno-threadsafe-statics>
              $<$<COMPILE_LANGUAGE:CXX>:-fno-use-cxa-atexit>) # firmware never leaves main for good
endif()

# The targets on which images for the two states of TrustZone make no sense: this one, or none. harness writes a
# memory.ld of the non-secure image where the memory variant has memories for one (NS_FLASH, NS_RAM).
set(HARNESS_NON_SECURE_FOLDER "${CMAKE_BINARY_DIR}/non_secure")
set(HARNESS_NO_TRUSTZONE "")
if(NOT EXISTS "${HARNESS_NON_SECURE_FOLDER}/memory.ld")
  set(HARNESS_NO_TRUSTZONE ${HARNESS_TARGET})
endif()

add_library(harness_warnings INTERFACE)
target_compile_options(harness_warnings INTERFACE -Wall -Wextra -Werror)

add_library(harness_firmware INTERFACE)
target_link_libraries(harness_firmware INTERFACE harness_options harness_support)
if(NOT HARNESS_CPU STREQUAL "native")
  set(harness_linker_script "${HARNESS_SOURCE_ROOT}/micro_tests/support/cortex_m.ld")
  if(NOT HARNESS_MEMORY_FOLDER)
    set(HARNESS_MEMORY_FOLDER "${CMAKE_BINARY_DIR}")
  endif()
  set(HARNESS_LINK_DEPENDS "${harness_linker_script}" "${HARNESS_MEMORY_FOLDER}/memory.ld")
  target_link_options(
    harness_firmware
    INTERFACE
    --specs=nano.specs
    -nostartfiles
    "-T${harness_linker_script}"
    "-L${HARNESS_MEMORY_FOLDER}" # memory.ld
    -Wl,--fatal-warnings)
endif()
