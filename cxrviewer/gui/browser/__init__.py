"""The study browser: the index of studies in the window."""
