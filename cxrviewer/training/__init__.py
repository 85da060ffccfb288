"""Data set, split, films, training loop, metrics, and the model package that comes out."""
