cos_test(cosx_crc64 test_crc64.c)
cos_test(cosx_xml_scan test_xml_scan.c)
cos_test(cosx_retry test_retry.c)
