"""How the cost of pycos grows: with the size of an object, the number of objects, threads and parts.

``job.py`` does one piece of work in a process of its own; ``__main__.py`` runs them all; ``page.py`` writes
docs/scaling.md, with the projection of ``projection.py``.
"""
