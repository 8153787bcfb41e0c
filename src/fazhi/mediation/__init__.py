"""Disputes (矛盾纠纷): found in the grid, mediated in the village, brought to the town."""
