"""Reads: rows, selects and small records; nothing here writes."""
