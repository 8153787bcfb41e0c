"""The language in which a line of work declares its legal steps. Plain Python: no Django, no database."""
