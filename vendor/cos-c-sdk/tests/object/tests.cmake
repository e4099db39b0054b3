cos_test(object test_object.c SERVER)
cos_test(delete_many test_delete_many.c SERVER)
cos_test(copy test_copy.c SERVER THREADS)
