cos_sources(access.c arguments.c configuration_parameters.c parameters.c service.c)
