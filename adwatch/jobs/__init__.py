"""Where the store meets the logic."""
