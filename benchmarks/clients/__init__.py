"""One adapter per client, each at its best settings; ``job.py`` runs one job of one of them in one process.

Nothing here imports pycos, or any other client, before an adapter is made: each runs in an environment that
has only the client itself, and importing is one of the things that are measured.
"""
