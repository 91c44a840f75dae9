"""Writes: each function checks policy, changes, records and is one unit of work."""
