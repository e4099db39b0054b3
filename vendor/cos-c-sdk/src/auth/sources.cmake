cos_sources(canonical.c presign.c signature.c)
