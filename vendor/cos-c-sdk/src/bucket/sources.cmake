cos_sources(bucket.c list.c list_uploads.c)
