cos_sources(arguments.c service.c)
