"""How many will eat: the demand engine. Pure numbers, no Django, no clock, no database."""
