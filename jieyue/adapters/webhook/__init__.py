"""Any other system: our own JSON, signed, with the names of fields as the sender has them."""
