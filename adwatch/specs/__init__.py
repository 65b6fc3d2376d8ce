"""Models of every configuration file; a fault names file, key, found and allowed."""
