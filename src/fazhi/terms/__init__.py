"""Terms: what offices write, read as dates, numbers and lists; working days, periods, clocks and statutory rules.

Plain Python, no Django, depends on nothing.
"""
