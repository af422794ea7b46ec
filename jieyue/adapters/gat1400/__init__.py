"""GA/T 1400 (视图库): objects that cameras of the public security standard post as JSON."""
