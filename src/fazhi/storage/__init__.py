"""What SQLite and PostgreSQL do differently, in one place: connection settings, ids, bulk rows, append-only triggers."""
