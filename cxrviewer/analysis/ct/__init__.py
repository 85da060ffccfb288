"""Axial CT slices: which pictures are read as such, their lungs, and the pipeline that reads them."""

from cxrviewer.analysis.ct.picture import lung_picture, lung_texture
from cxrviewer.analysis.ct.slices import SliceAnalyser

__all__ = ["SliceAnalyser", "lung_picture", "lung_texture"]
