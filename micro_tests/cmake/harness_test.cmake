# harness_test(NAME name SOURCES file... [LIBS library...] [DEFINES definition...] [OPTIONS option...]
#              [SUITE suite] [EXCLUDE target...] [FIRMWARE library] [IMAGES executable...])
#
# Makes bin/<name>.elf, linked with both frameworks' library and the support library, and enters it into
# binaries.txt. SUITE is micro_tests unless it is given, and a CMake target of its own.
# EXCLUDE names the targets on which the binary makes no sense; there it is listed, not built.
# FIRMWARE says how it is linked, where not by harness_firmware. IMAGES are loaded beside it before the start.
add_custom_target(micro_tests ALL)
foreach(suite IN ITEMS misbehaving interactive trustzone trustzone_misbehaving trustzone_shell)
  add_custom_target(${suite})
endforeach()
set_property(GLOBAL PROPERTY HARNESS_BINARIES "")

function(harness_test)
  cmake_parse_arguments(ARG "" "NAME;SUITE;FIRMWARE" "SOURCES;LIBS;DEFINES;OPTIONS;EXCLUDE;IMAGES" ${ARGN})
  if(NOT ARG_NAME OR NOT ARG_SOURCES OR ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "harness_test: NAME and SOURCES are needed; not understood: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT ARG_SUITE)
    set(ARG_SUITE micro_tests)
  endif()
  if(NOT ARG_FIRMWARE)
    set(ARG_FIRMWARE harness_firmware)
  endif()

  list(JOIN ARG_EXCLUDE "," excluded)
  list(TRANSFORM ARG_IMAGES REPLACE "(.+)" "bin/\\1.elf" OUTPUT_VARIABLE images)
  list(JOIN images "," images)
  set_property(GLOBAL APPEND_STRING PROPERTY HARNESS_BINARIES
                                             "${ARG_SUITE}\t${ARG_NAME}\tbin/${ARG_NAME}.elf\t${excluded}\t${images}\n")
  if(HARNESS_TARGET IN_LIST ARG_EXCLUDE)
    return()
  endif()

  add_executable(${ARG_NAME} EXCLUDE_FROM_ALL ${ARG_SOURCES})
  set_target_properties(
    ${ARG_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin" SUFFIX ".elf"
                           LINK_DEPENDS "${HARNESS_LINK_DEPENDS}")
  target_compile_definitions(${ARG_NAME} PRIVATE ${ARG_DEFINES})
  target_compile_options(${ARG_NAME} PRIVATE ${ARG_OPTIONS})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_LIBS} harness_warnings micro_test_framework ${ARG_FIRMWARE})
  add_dependencies(${ARG_SUITE} ${ARG_NAME} ${ARG_IMAGES})
endfunction()

# Writes binaries.txt, only when its content changes.
function(harness_write_binaries)
  get_property(lines GLOBAL PROPERTY HARNESS_BINARIES)
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/binaries.txt" CONTENT "${lines}" @ONLY)
endfunction()
