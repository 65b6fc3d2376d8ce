"""Figures for readers outside the code."""
