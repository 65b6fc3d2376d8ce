"""From a page to raw fields, given a board's specification. No network."""
