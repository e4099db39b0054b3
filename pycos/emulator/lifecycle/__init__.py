"""Lifecycle rules: what they say, and what follows from it at a given time."""
