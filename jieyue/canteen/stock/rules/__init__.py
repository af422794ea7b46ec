"""What the store decides: what is used first, what a movement is worth, what nears its end."""
