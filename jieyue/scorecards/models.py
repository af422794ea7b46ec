"""Django finds tables here; each is defined beside its topic."""
