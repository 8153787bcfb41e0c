"""Pages of the reception window, of what the public sent in, and of the centre."""
