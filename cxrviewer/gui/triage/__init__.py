"""The window in which many films are sorted by urgency and read in that order."""
