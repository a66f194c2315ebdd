# One toolchain file for all targets. HARNESS_TARGET_FILE says which core; cpu "native" is the host's compiler.
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES HARNESS_TARGET_FILE)
include("${HARNESS_TARGET_FILE}")

find_program(HARNESS_CCACHE ccache)
if(HARNESS_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER "${HARNESS_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${HARNESS_CCACHE}")
endif()

if(NOT HARNESS_CPU STREQUAL "native")
  set(CMAKE_SYSTEM_NAME Generic)
  set(CMAKE_SYSTEM_PROCESSOR arm)
  set(CMAKE_C_COMPILER arm-none-eabi-gcc)
  set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
  set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY) # a firmware links only with its memory map
  set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
  set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
  set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)

  set(harness_core_flags "-mthumb -mcpu=${HARNESS_CPU} -mfloat-abi=${HARNESS_FLOAT_ABI}")
  if(NOT HARNESS_FPU STREQUAL "none")
    string(APPEND harness_core_flags " -mfpu=${HARNESS_FPU}")
  endif()
  if(HARNESS_CPU MATCHES "^cortex-m(55|85)")
    separate_arguments(harness_probe UNIX_COMMAND "${harness_core_flags}")
    execute_process(
      COMMAND ${CMAKE_C_COMPILER} ${harness_probe} -c -o /dev/null "${CMAKE_CURRENT_LIST_DIR}/conditional_vcvt.s"
      RESULT_VARIABLE harness_vcvt_refused
      OUTPUT_QUIET ERROR_QUIET)
    if(harness_vcvt_refused)
      string(APPEND harness_core_flags " -fno-if-conversion2")
    endif()
  endif()
  set(CMAKE_C_FLAGS_INIT "${harness_core_flags}")
  set(CMAKE_CXX_FLAGS_INIT "${harness_core_flags}")
endif()

# The compilers' version is checked by harness before the build; trial programs would only cost time.
set(CMAKE_C_COMPILER_WORKS TRUE)
set(CMAKE_CXX_COMPILER_WORKS TRUE)
set(CMAKE_EXECUTABLE_SUFFIX_C ".elf")
set(CMAKE_EXECUTABLE_SUFFIX_CXX ".elf")
