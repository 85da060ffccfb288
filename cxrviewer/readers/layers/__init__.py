"""Files of layers that other programs, or this one, have made: what is drawn on which image."""

from cxrviewer.readers.layers.reading import read_layers
from cxrviewer.readers.layers.record import ImageReference, ImportedLayers

__all__ = ["ImageReference", "ImportedLayers", "read_layers"]
