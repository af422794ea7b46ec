"""Which lunches count, and what the difference between before and after shows. Pure."""
