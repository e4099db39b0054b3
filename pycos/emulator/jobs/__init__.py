"""Jobs of data processing as state machines: which kinds there are, and what comes out of them."""
