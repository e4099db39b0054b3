# Writes the names that the installed headers declare, functions and variables, one "NAME(x)" per
# line, for test_exports.c.

function(cos_write_declared_names file)
    file(GLOB headers "${PROJECT_SOURCE_DIR}/include/*.h" "${PROJECT_SOURCE_DIR}/cosx/include/*.h")
    set(text "")
    foreach(header IN LISTS headers)
        file(READ "${header}" content)
        string(REGEX REPLACE "#define[^\n]*" "" content "${content}")
        string(REGEX MATCHALL "(COS_API|COSX_API) [^;()#]*[(;]" declarations "${content}")
        foreach(declaration IN LISTS declarations)
            if(declaration MATCHES "([A-Za-z_][A-Za-z0-9_]*)(\\[\\])?[ ]*[(;]?$")
                string(APPEND text "NAME(${CMAKE_MATCH_1})\n")
            endif()
        endforeach()
        # A change of a header must be seen by the next build.
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${header}")
    endforeach()
    file(GENERATE OUTPUT "${file}" CONTENT "${text}")
endfunction()
