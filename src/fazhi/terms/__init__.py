"""Terms: what offices write, read as dates, numbers and lists. Plain Python, no Django, depends on nothing."""
