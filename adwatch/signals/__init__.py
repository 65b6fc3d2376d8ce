"""Rules that give a person reason to look. Pure."""
