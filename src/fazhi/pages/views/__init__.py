"""Pages that every kind of record has: list, export, form, record, and what one does to it."""
