cos_sources(
    answer.c
    batch.c
    item.c
    lane.c
    loop.c
    outcome.c
    request_text.c)
