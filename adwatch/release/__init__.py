"""The liaison's package and its verification."""
