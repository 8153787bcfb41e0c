"""What every business record has in common: its columns, its parts, the actions that change it, its figures."""
