"""Without a command: the window; with one: the command line."""

import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path

from cxrviewer.cli import COMMANDS


def _before_qt() -> None:
    """Load what must come before Qt's libraries."""
    if sys.platform == "win32":
        from cxrviewer.inference.torch_libraries import load_before_qt

        load_before_qt()


def _view(paths: Sequence[Path]) -> int:
    """Open the window on the given files and folders."""
    _before_qt()
    from cxrviewer.gui.app import run

    return run(paths)


def _snapshot(paths: Sequence[Path], picture: Path, report: Path, timeout_s: float) -> int:
    """Write the window's picture and the report of the first file."""
    _before_qt()
    from cxrviewer.gui.snapshot import save_window_picture

    return save_window_picture(paths, picture, report, timeout_s)


def main() -> int:
    """Run the program with the arguments it was called with; returns the exit status."""
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    if tuple(arguments[:2]) == ("--worker", "decode"):
        from cxrviewer.decoding.worker import serve

        return serve()
    if not arguments or (arguments[0] not in COMMANDS and not arguments[0].startswith("-")):
        return _view([Path(argument) for argument in arguments])
    from cxrviewer.cli.app import Windows, run_command_line

    return run_command_line(arguments, Windows(_view, _snapshot))


if __name__ == "__main__":
    sys.exit(main())
