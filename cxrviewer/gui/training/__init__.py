"""The window in which models are trained: data, recipe, course, result, and all runs so far."""
