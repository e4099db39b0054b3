cos_test(transfer_plan test_plan.c)
cos_test(transfer_checkpoint test_checkpoint.c)
cos_test(transfer_journal test_journal.c)
cos_test(transfer_local_file test_local_file.c)
