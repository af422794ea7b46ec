"""What counts as delivered, what a price is held against, and how proposals become lines."""
