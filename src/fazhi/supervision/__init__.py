"""Supervision of enforcement (执法监督): rounds in which closed case files are reviewed, what was found and mended."""
