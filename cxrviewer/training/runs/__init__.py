"""Runs: the record of each training, and whether it is running."""
