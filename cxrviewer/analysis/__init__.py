"""From an image to results: lungs, classes, Grad-CAM, texture, in one pipeline."""

from cxrviewer.analysis.pipeline import Analyser

__all__ = ["Analyser"]
