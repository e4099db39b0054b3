cos_test(xml_read test_read.c)
cos_test(xml_write test_write.c)
cos_test(xml_round_trip test_round_trip.c)
