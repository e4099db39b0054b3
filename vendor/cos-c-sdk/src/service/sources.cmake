cos_sources(arguments.c parameters.c service.c)
