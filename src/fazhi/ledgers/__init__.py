"""Ledgers: Excel in and out. Sheets are opened, tables found in them, columns recognised, cells read."""
