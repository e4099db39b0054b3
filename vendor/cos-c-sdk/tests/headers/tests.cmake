cos_test(headers_layout test_layout.c)
