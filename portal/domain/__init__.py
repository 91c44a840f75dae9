"""What counts and what follows from it: plain Python without clock, database, request or environment."""
