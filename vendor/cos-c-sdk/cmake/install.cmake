set(COS_HEADER_DIR "${CMAKE_INSTALL_INCLUDEDIR}/cos_c_sdk")

install(TARGETS cos_c_sdk cos_c_sdk_static
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY include/ cosx/include/ DESTINATION "${COS_HEADER_DIR}" FILES_MATCHING PATTERN "*.h")

# Relative to the .pc file itself, so that "cmake --install --prefix" may put it anywhere.
file(RELATIVE_PATH COS_PREFIX_FROM_PC "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
configure_file(cmake/cos_c_sdk.pc.in "${CMAKE_CURRENT_BINARY_DIR}/cos_c_sdk.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/cos_c_sdk.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
