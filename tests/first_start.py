"""The window's first start by a new user: `python first_start.py FILM`, told by an audit hook.

The last line of the output is JSON: the addresses that anybody asked for, and the files opened for writing.
"""

import json
import os
import sys
from pathlib import Path

asked: list[str] = []
written: list[str] = []
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def hook(event: str, arguments: tuple[object, ...]) -> None:
    """Note what leaves the computer or is written; Python tells of both before they are done."""
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname"}:
        asked.append(f"{event} {arguments[-1]!r}")
    elif event == "open" and isinstance(arguments[0], str | bytes) and int(str(arguments[2] or 0)) & WRITING:
        written.append(os.path.abspath(os.fsdecode(arguments[0])))  # noqa: PTH100 - none of its own, please
    elif event == "sqlite3.connect" and isinstance(arguments[0], str):
        written.append(arguments[0])


def main(film: Path) -> None:
    sys.addaudithook(hook)
    from PySide6.QtCore import QTimer

    from cxrviewer.gui.app import application, make_window

    qt = application()
    window = make_window([film])
    window.show()
    state = {"analysed": False}

    def look() -> None:
        workspace = window.workspace
        if workspace is None or workspace.session.analysis is None or workspace.runner.under_way:
            return
        state["analysed"] = True
        window.close()
        qt.quit()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(100)
    qt.exec()
    sys.stdout.write(json.dumps({"asked": asked, "written": sorted(set(written)), **state}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
