"""The desk: server-rendered screens for the people of the office."""
