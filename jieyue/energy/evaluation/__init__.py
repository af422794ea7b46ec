"""节能评价: the tables institutions and units are scored by, and what answers them."""
