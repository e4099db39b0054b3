cos_test(headers_layout test_layout.c)

include(headers/declared_names.cmake)
cos_write_declared_names("${CMAKE_CURRENT_BINARY_DIR}/declared/declared_names.h")
cos_test(headers_exports test_exports.c)
target_include_directories(test_headers_exports PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/declared")
target_compile_definitions(test_headers_exports PRIVATE "COS_LIBRARY=\"$<TARGET_FILE:cos_c_sdk>\"")
add_dependencies(test_headers_exports cos_c_sdk)
