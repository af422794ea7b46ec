"""Jieyue (节约): runs a government's shared office complex well on less."""

__version__ = "0.1.0"
