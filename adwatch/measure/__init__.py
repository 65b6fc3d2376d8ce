"""Definitions of every figure. Pure: no store, no clock, no network."""
