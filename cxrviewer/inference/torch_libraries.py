"""On Windows torch's first library must come before Qt's.

Qt's wheels bring an older C++ runtime (msvcp140.dll) than torch >= 2.9 is built for. In a process that has
loaded it, `import torch` fails with WinError 1114 at c10.dll (pytorch issue 166628). c10.dll, a library of
1 MB, takes the system's runtime along, and Qt gets on with that.
"""

import ctypes
import os
import sys
from importlib.util import find_spec
from pathlib import Path


def first_library() -> Path | None:
    """Return torch's first library, found without importing torch; None where torch or the file is absent."""
    spec = find_spec("torch")
    if spec is None or spec.origin is None:
        return None
    library = Path(spec.origin).with_name("lib") / "c10.dll"
    return library if library.is_file() else None


def load_before_qt() -> None:
    """Load it, on Windows alone; to be called before PySide6 is, in a process that may import torch."""
    if sys.platform == "win32":
        library = first_library()
        if library is not None:
            os.add_dll_directory(str(library.parent))
            ctypes.WinDLL(str(library))
