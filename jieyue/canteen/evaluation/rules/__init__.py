"""Indicators of thrift (STANDARDS 2.9) from figures of days. Pure."""
