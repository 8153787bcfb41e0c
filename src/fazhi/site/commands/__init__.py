"""The commands of `fazhi`, a file for each thing an office does with them."""
