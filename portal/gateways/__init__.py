"""Everything that talks to another system."""
