"""Colours of the layers, which reports and pictures share."""

from cxrviewer.display.layer_colours import LUNG_COLOURS, heat_colours

__all__ = ["LUNG_COLOURS", "heat_colours"]
