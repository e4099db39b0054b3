cos_sources(download.c plan.c run.c upload.c)
