"""Flask plumbing around the views."""
