# harness_test(NAME name SOURCES file... [LIBS library...] [DEFINES definition...] [OPTIONS option...]
#              [SUITE micro_tests|misbehaving|interactive] [EXCLUDE target...])
#
# Makes bin/<name>.elf, linked with both frameworks' library and the support library, and enters it into
# binaries.txt. EXCLUDE names the targets on which the binary makes no sense; there it is listed, not built.
add_custom_target(micro_tests ALL)
add_custom_target(misbehaving)
add_custom_target(interactive)
set_property(GLOBAL PROPERTY HARNESS_BINARIES "")

function(harness_test)
  cmake_parse_arguments(ARG "" "NAME;SUITE" "SOURCES;LIBS;DEFINES;OPTIONS;EXCLUDE" ${ARGN})
  if(NOT ARG_NAME OR NOT ARG_SOURCES OR ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "harness_test: NAME and SOURCES are needed; not understood: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT ARG_SUITE)
    set(ARG_SUITE micro_tests)
  endif()

  list(JOIN ARG_EXCLUDE "," excluded)
  set_property(GLOBAL APPEND_STRING PROPERTY HARNESS_BINARIES
                                             "${ARG_SUITE}\t${ARG_NAME}\tbin/${ARG_NAME}.elf\t${excluded}\n")
  if(HARNESS_TARGET IN_LIST ARG_EXCLUDE)
    return()
  endif()

  add_executable(${ARG_NAME} EXCLUDE_FROM_ALL ${ARG_SOURCES})
  set_target_properties(
    ${ARG_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin" SUFFIX ".elf"
                           LINK_DEPENDS "${HARNESS_LINK_DEPENDS}")
  target_compile_definitions(${ARG_NAME} PRIVATE ${ARG_DEFINES})
  target_compile_options(${ARG_NAME} PRIVATE ${ARG_OPTIONS})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_LIBS} harness_warnings micro_test_framework harness_firmware)
  add_dependencies(${ARG_SUITE} ${ARG_NAME})
endfunction()

# Writes binaries.txt, only when its content changes.
function(harness_write_binaries)
  get_property(lines GLOBAL PROPERTY HARNESS_BINARIES)
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/binaries.txt" CONTENT "${lines}" @ONLY)
endfunction()
