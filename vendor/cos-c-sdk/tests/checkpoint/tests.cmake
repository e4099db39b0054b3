cos_test(checkpoint test_checkpoint_text.c)
cos_test(checkpoint_file test_checkpoint_file.c)
cos_test(checkpoint_memory test_checkpoint_memory.c MEMORY)
cos_test(part_tasks test_part_tasks.c SERVER THREADS)
