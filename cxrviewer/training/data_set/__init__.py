"""The films of a data set: found, split by patient, prepared on disk."""
