cos_test(service test_service.c SERVER)
