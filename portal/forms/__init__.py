"""The shape of what people type; no database."""
