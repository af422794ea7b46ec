"""Readings out of files people and programs send: cells, times, units, layouts. Pure."""
