cos_test(resumable_plan test_plan.c SERVER)
cos_test(resumable test_resumable.c SERVER THREADS)
