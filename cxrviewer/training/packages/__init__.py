"""The model package that comes out of a training."""
