"""评价: the indicators W1 to W7, and the cards that rest on them."""
