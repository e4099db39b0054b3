cos_sources(channel.c parameters.c rtmp.c)
