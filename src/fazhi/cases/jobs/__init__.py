"""What is made in the background: volume, hand-over package, several papers. Asked for, made by a worker, kept some days."""
