cos_sources(body_io.c controller.c http_io.c)
