cos_sources(copy_origin.c download_part.c multipart.c part_copy.c upload_file.c)
