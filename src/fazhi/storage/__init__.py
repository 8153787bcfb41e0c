"""What SQLite and PostgreSQL do differently, in one place: connection settings, bulk rows, append-only triggers."""
