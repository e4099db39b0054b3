cos_test(nodes_bodies test_bodies.c)
cos_test(nodes_items test_items.c)
cos_test(nodes_values test_values.c)
cos_test(nodes_memory test_nodes_memory.c MEMORY)
