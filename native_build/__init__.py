"""What setup.py needs to build the C side: find or build the SDK, and ask a compiler what it has."""
