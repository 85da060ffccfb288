"""From an image to results: lungs, classes, Grad-CAM, texture, in one pipeline."""

from cxrviewer.analysis.pipeline import Analyser
from cxrviewer.analysis.rereading import read_drawn, reread, retextured

__all__ = ["Analyser", "read_drawn", "reread", "retextured"]
