"""What the clients are measured against: programs in C with nothing around them.

``raw.c`` is the limit: bare sockets. ``libcurl.c`` is libcurl without anything of ours. ``cos_c.c`` is the
library underneath pycos without Python. ``build.py`` builds them into build/bench.
"""
