cos_test(signature test_signature.c MEMORY)
cos_test(presign test_presign.c MEMORY)
