"""What energy says when something cannot be done. Each topic's own are in its `messages.py`."""
