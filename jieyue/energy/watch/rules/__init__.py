"""What the watch looks for, one file a kind. Pure: arrays in, findings out."""
