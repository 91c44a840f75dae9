"""Figures in, files out."""
