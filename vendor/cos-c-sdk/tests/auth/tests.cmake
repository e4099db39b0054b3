cos_test(signature test_signature.c MEMORY)
cos_test(presign test_presign.c MEMORY)
cos_test(signed_url test_signed_url.c)
