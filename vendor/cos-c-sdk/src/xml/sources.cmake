cos_sources(decode.c documents.c published.c read.c request_body.c write.c)
