cos_test(multipart test_multipart.c SERVER)
cos_test(upload_file test_upload_file.c SERVER)
