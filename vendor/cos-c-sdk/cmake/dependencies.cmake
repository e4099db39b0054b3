# libcurl, apr, apr-util and Mini-XML through pkg-config, as one target: COS::dependencies.

set(COS_APT_COMMAND
    "apt-get install -y build-essential cmake pkg-config libcurl4-openssl-dev libapr1-dev libaprutil1-dev libmxml-dev")

find_package(PkgConfig QUIET)
if(NOT PKG_CONFIG_FOUND)
    message(FATAL_ERROR "pkg-config is missing. On Debian or Ubuntu: ${COS_APT_COMMAND}")
endif()

find_package(Threads REQUIRED)
add_library(cos_dependencies INTERFACE)
add_library(COS::dependencies ALIAS cos_dependencies)

# Mini-XML 4 calls itself so beside an older one.
pkg_search_module(COS_MINI_XML QUIET mxml mxml4)
set(COS_MINI_XML_MODULE mxml)
if(COS_MINI_XML_FOUND AND COS_MINI_XML_MODULE_NAME)
    set(COS_MINI_XML_MODULE "${COS_MINI_XML_MODULE_NAME}")
endif()

set(missing "")
foreach(module IN ITEMS libcurl apr-1 apr-util-1 ${COS_MINI_XML_MODULE})
    string(MAKE_C_IDENTIFIER "COS_${module}" name)
    pkg_check_modules(${name} QUIET IMPORTED_TARGET ${module})
    if(${name}_FOUND)
        target_link_libraries(cos_dependencies INTERFACE PkgConfig::${name})
    else()
        string(APPEND missing " ${module}")
    endif()
endforeach()
if(missing)
    message(FATAL_ERROR "pkg-config does not find:${missing}. On Debian or Ubuntu: ${COS_APT_COMMAND}")
endif()
target_link_libraries(cos_dependencies INTERFACE Threads::Threads)

# Not needed: with it TLS records are read and written in large steps, without it libcurl does
# that its own way. Only OpenSSL 3, and at run time only the one that libcurl uses.
set(COS_OPENSSL_REQUIRED "")
pkg_check_modules(COS_OPENSSL QUIET IMPORTED_TARGET openssl>=3.0)
if(COS_OPENSSL_FOUND)
    target_link_libraries(cos_dependencies INTERFACE PkgConfig::COS_OPENSSL)
    target_compile_definitions(cos_dependencies INTERFACE COSX_HAVE_OPENSSL=1)
    set(COS_OPENSSL_REQUIRED "openssl >= 3.0")
endif()
