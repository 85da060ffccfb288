"""Take the pictures of the guide anew: `make screenshots`, or with names of parts after it, some of them."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from many_films import take_training, take_triage
from reading import take_reading
from studio import Studio

from cxrviewer.gui.app import application

PARTS = {"reading": take_reading, "triage": take_triage, "training": take_training}


def main() -> None:
    """Take them all, each part in a window with settings and files of its own."""
    qt = application()
    for name in sys.argv[1:] or PARTS:
        folder = Path(tempfile.gettempdir()) / "radiology"  # is seen in pictures
        folder.mkdir()
        try:
            studio = Studio(folder)
            PARTS[name](studio)
            studio.window.close()
            qt.processEvents()
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
