# A stand-in for Tencent's build of the SDK, for the tests of programs that link it: the official
# symbols and layout, none of our additions, and those official faults that a program must survive.
# Made from facts about that library; docs/official-sdk.md tells which.

if(NOT COS_C_SDK_STAND_IN MATCHES "^(newer|older)$")
    message(FATAL_ERROR "COS_C_SDK_STAND_IN is newer or older, not ${COS_C_SDK_STAND_IN}")
endif()

# Declared, but not in the library.
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/not-in-library.txt" hidden REGEX "^[A-Za-z_]")

# The headers as they are installed. Each change must find what it changes.
set(STAND_IN_INCLUDE "${CMAKE_CURRENT_BINARY_DIR}/stand-in-include")
file(REMOVE_RECURSE "${STAND_IN_INCLUDE}")
file(COPY "${CMAKE_CURRENT_SOURCE_DIR}/include/" DESTINATION "${STAND_IN_INCLUDE}")

function(change_header name pattern replacement)
    file(READ "${STAND_IN_INCLUDE}/${name}" text)
    string(REGEX REPLACE "${pattern}" "${replacement}" changed "${text}")
    if(changed STREQUAL text)
        message(FATAL_ERROR "${name} has nothing like: ${pattern}")
    endif()
    file(WRITE "${STAND_IN_INCLUDE}/${name}" "${changed}")
endfunction()

if(COS_C_SDK_STAND_IN STREQUAL "older")
    change_header(cos_define.h
        "int retry_change_domain;[^\n]*\n[^\n]*int retry_times;[^\n]*\n[^\n]*int retry_interval_us;[^\n]*\n"
        "int retry_change_domin;\n")
    change_header(cos_transport.h "[^\n]*uint16_t retry_count;[^\n]*\n" "")
    change_header(cos_sys_define.h "#define COS_RETRY_TIME 3" "#define COS_RETRY_TIME 2")
    change_header(cos_utility.h "COS_API cos_status_t \\*cos_process_request_check_body[^;]*;" "")
    # The facts count five younger strings without naming them; these five belong to the retries.
    set(younger COS_SDK_RETRY COS_REQUEST_ID COS_INTERNAL_ERROR_CODE COS_SLOW_DOWN_ERROR_CODE
        COS_SERVICE_UNAVAILABLE_ERROR_CODE)
    list(APPEND hidden cos_process_request_check_body ${younger})
    foreach(header IN ITEMS cos_define.h cos_status.h)
        string(REPLACE ";" "|" names "${younger}")
        change_header(${header} "extern COS_API const char (${names})\\[\\];\n" "")
    endforeach()
endif()

string(REPLACE ";" "; " hidden "${hidden};")
configure_file("${CMAKE_CURRENT_LIST_DIR}/exports.map" "${CMAKE_CURRENT_BINARY_DIR}/exports.map" @ONLY)

target_compile_options(cos_c_sdk_objects PRIVATE -include "${CMAKE_CURRENT_LIST_DIR}/renames.h")
# A context that a program attaches to a pool means nothing to the official library.
target_compile_definitions(cos_c_sdk_objects PRIVATE COSX_CONTEXT_KEY="stand-in")

add_library(cos_c_sdk_stand_in_objects OBJECT
    stand-in/library.c stand-in/request.c stand-in/transport.c)
set_target_properties(cos_c_sdk_objects cos_c_sdk_stand_in_objects PROPERTIES
    C_STANDARD 11 C_STANDARD_REQUIRED ON C_VISIBILITY_PRESET default POSITION_INDEPENDENT_CODE ON)
target_compile_options(cos_c_sdk_stand_in_objects PRIVATE -Wall -Wextra -Werror)
target_compile_definitions(cos_c_sdk_stand_in_objects PRIVATE _GNU_SOURCE _FILE_OFFSET_BITS=64
    $<$<STREQUAL:${COS_C_SDK_STAND_IN},older>:STAND_IN_OLDER>)
target_include_directories(cos_c_sdk_stand_in_objects PRIVATE include cosx/include cosx/src)
target_link_libraries(cos_c_sdk_stand_in_objects PUBLIC COS::dependencies)

# Like the official file it names no library it needs: the program links apr, apr-util and libcurl.
add_library(cos_c_sdk SHARED $<TARGET_OBJECTS:cos_c_sdk_objects> $<TARGET_OBJECTS:cos_c_sdk_stand_in_objects>)
set_target_properties(cos_c_sdk PROPERTIES VERSION 1.0.1 SOVERSION 1.0.1)
target_link_options(cos_c_sdk PRIVATE "-Wl,--version-script=${CMAKE_CURRENT_BINARY_DIR}/exports.map")

install(TARGETS cos_c_sdk LIBRARY DESTINATION lib)
install(DIRECTORY "${STAND_IN_INCLUDE}/" DESTINATION include/cos_c_sdk FILES_MATCHING PATTERN "*.h")
