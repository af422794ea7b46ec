"""The gate room's own process: it decides alone when the server or the network is gone.

It has no database but one SQLite file of its own, and asks the server for nothing while somebody
waits at a gate.
"""
