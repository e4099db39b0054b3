cos_sources(acl.c append.c copy.c copy_source.c delete_many.c get.c object.c put.c tagging.c)
