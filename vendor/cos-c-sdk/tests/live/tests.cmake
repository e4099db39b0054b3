cos_test(live_channel test_channel.c SERVER)
cos_test(live_rtmp test_rtmp.c)
cos_test(live_memory test_memory.c MEMORY)
