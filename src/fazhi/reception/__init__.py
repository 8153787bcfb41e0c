"""Receptions (来访接待): who came to the mediation room when, with what, and what agreement came of it."""
