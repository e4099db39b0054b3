cos_sources(canonical.c presign.c signature.c signed_url.c)
