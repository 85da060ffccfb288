"""At start: empty modules for Qt's OpenGL, which pyqtgraph imports and our plots do not use."""

import sys
from types import ModuleType

sys.modules["PySide6.QtOpenGL"] = ModuleType("PySide6.QtOpenGL")
widgets = sys.modules["PySide6.QtOpenGLWidgets"] = ModuleType("PySide6.QtOpenGLWidgets")
widgets.QOpenGLWidget = object  # a base of classes that nobody makes
