"""From text to value, one kind per file. Unknown stays unknown."""
