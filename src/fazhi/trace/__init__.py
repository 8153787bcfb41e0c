"""The record of who did what: append-only, hash-chained with SM3, sealed under a key outside the database."""
