"""A synthetic world to try the portal with: real places, made-up hamlets, teams, people and entries."""
