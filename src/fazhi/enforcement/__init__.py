"""Administrative penalties by whose power, step by step, and the licences of those who enforce and supervise."""
