"""Statutes in force: the holiday notices and the numbers of rules that offices have entered, beside those shipped."""
