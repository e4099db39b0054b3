cos_sources(auditing.c buckets.c image.c info.c parameters.c qrcode.c result.c snapshot.c)
