"""Mandate, keys, sealing, tokens and the audit record: they stand at every door."""
