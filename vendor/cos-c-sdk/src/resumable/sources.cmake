cos_sources(checkpoint.c checkpoint_file.c checkpoint_xml.c download.c part_tasks.c plan.c run.c thread_params.c upload.c)
