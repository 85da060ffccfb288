"""The view as a picture, drawn without a window: film, lungs, heat map, annotations, legend."""

from cxrviewer.export.picture.rendering import Rendered, render_picture

__all__ = ["Rendered", "render_picture"]
