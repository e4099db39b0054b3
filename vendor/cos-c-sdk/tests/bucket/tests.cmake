cos_test(bucket test_bucket.c SERVER)
