"""A desktop viewer for chest radiographs. Not for clinical use."""

__version__ = "0.1.0"
