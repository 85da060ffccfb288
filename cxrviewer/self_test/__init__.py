"""Whether the program works on this machine: codecs, models, databases, exports, window, workers."""
