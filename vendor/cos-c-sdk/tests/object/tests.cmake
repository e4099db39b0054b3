cos_test(object test_object.c SERVER)
cos_test(delete_many test_delete_many.c SERVER)
cos_test(copy test_copy.c SERVER THREADS)
cos_test(operations_memory test_operations_memory.c SERVER MEMORY TIMEOUT 120)
