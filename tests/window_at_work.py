"""The real window, drawn and written in as fast as it goes: `python window_at_work.py FILM SETTINGS`.

Each line of the output is how many edits and entries have returned, those of earlier runs included.
"""

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer

from cxrviewer.gui.app import application, make_window
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.study import Annotation, Kind, study_key


def edit(window: MainWindow) -> None:
    """Draw one thing more and say how many there are."""
    session = window.workspace.session if window.workspace is not None else None
    if session is None or session.film is None:
        return
    annotating, desk = session.annotating, session.reading_desk
    present, said = annotating.of(session.image_key), desk.of(study_key(session.film.image))
    count = int(said.comment or "0")
    annotating.edit(
        present.adding(Annotation(Kind.POINT, ((count, 1.5),), str(count), identifier=name(count)))
    )
    desk.edit(replace(said, comment=str(count + 1)))
    sys.stdout.write(f"{count + 1}\n")
    sys.stdout.flush()


def name(count: int) -> str:
    """The same annotation has the same identifier in every run."""
    return f"00000000-0000-4000-8000-{count:012d}"


def main(film: Path, settings_path: Path) -> None:
    application()
    window = make_window([film], settings_path)
    window.show()
    timer = QTimer()
    timer.timeout.connect(lambda: edit(window))
    timer.start(0)
    application().exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
