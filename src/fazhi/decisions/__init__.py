"""Major administrative decisions (重大行政决策): the catalogue, and the five statutory steps of each item."""
