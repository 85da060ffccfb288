"""At start: where Qt's plugins lie, in place of PyInstaller's own hook for PySide6.

That one imports QtCore in every process: in workers, which have no window, and on Windows before torch, which
then cannot be loaded any more (`cxrviewer/inference/torch_libraries.py`).
"""

import os
import sys

_WHEEL = ("PySide6",) if sys.platform == "win32" else ("PySide6", "Qt")
os.environ["QT_PLUGIN_PATH"] = os.path.join(sys._MEIPASS, *_WHEEL, "plugins")  # noqa: PTH118
