"""Puts the demo complex into the product's database, as its people would have over two years.

Set-up goes through the product's own actions; only the long history is written in bulk. This is
the one part of the simulator that imports the product.
"""
