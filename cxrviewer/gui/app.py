"""The window's way in. This module and what it imports know Qt and the standard library only."""

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from cxrviewer import __version__
from cxrviewer.gui.crash import install_crash_hook
from cxrviewer.gui.log_file import start_log
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.placing import place_window
from cxrviewer.gui.theme import apply_theme
from cxrviewer.locations import log_file, settings_file
from cxrviewer.settings import load_settings

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
NO_SCREEN = (
    "there is no screen here to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set); "
    "`cxrviewer snapshot FILM --output FOLDER` writes picture and report without one"
)


def has_screen() -> bool:
    """Whether windows can be shown, or somebody has said where else Qt is to draw them."""
    return sys.platform != "linux" or any(os.environ.get(name) for name in _SCREENS)


def application() -> QApplication:
    """Return the one QApplication, made and dressed at the first call."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QApplication.setStyle("Fusion")  # before the application is made, so that it makes no other style first
    made = _kind()(sys.argv[:1])
    made.setApplicationName("cxrviewer")
    made.setApplicationVersion(__version__)
    apply_theme(made)
    return made


def _kind() -> type[QApplication]:
    """Return the class of the application on this system."""
    if sys.platform == "darwin":
        from cxrviewer.gui.mac_application import MacApplication

        return MacApplication
    return QApplication


def make_window(paths: Sequence[Path] = (), settings_path: Path | None = None) -> MainWindow:
    """Return the window, not yet shown; it opens `paths` after its first paint."""
    where = settings_path or settings_file()
    return MainWindow(load_settings(where), where, paths)


def run(paths: Sequence[Path]) -> int:
    """Show the window until the user closes it.

    Parameters
    ----------
    paths
        Films and folders to open.

    Returns
    -------
    int
        Exit status.
    """
    if not has_screen():
        sys.stderr.write(f"cxrviewer: {NO_SCREEN}\n")
        return 1
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    trouble = start_log(log_file())
    qt = application()
    window = make_window(paths)
    install_crash_hook(window.tell)
    if sys.platform == "darwin":
        qt.asked.connect(lambda file: window.take([Path(file)]))  # type: ignore[attr-defined]
    if trouble:
        window.assembled.connect(lambda: window.tell(trouble))
    place_window(window, window.shell.loaded.settings)
    window.show()
    status = qt.exec()
    if window.workspace is not None and not window.workspace.stopped_cleanly:
        logging.shutdown()
        os._exit(status)  # a thread hangs in foreign code; joining it would keep the process for ever
    return status
