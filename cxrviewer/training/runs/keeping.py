"""What a user does with runs: notes, and removing."""

import re
import shutil
from pathlib import Path
from typing import Final

from cxrviewer.errors import FileError
from cxrviewer.training.data_set.split_file import SPLIT_FILE
from cxrviewer.training.learning.state_files import BEST, LAST
from cxrviewer.wishes import CONTROL
from cxrviewer.training.learning.events import LOG
from cxrviewer.training.runs.left_out import LEFT_OUT
from cxrviewer.training.runs.lock import LOCK, is_running
from cxrviewer.training.runs.record import RECORD, RunRecord, read_record, write_record

_MADE: Final = (
    *("films-training", "films-validation", "films-test", "package", "evaluation"),
    *(LAST, BEST, SPLIT_FILE, LEFT_OUT, LOG, CONTROL),
    *("console.txt", "wish.json"),  # of those that were started in the window
)
"""What a training makes in its folder, but for its record, its lock and what is numbered."""
_NUMBERED: Final = re.compile(r"(stage|process)-\d+")


def set_notes(folder: Path, text: str) -> RunRecord:
    """Write the user's own words into the record of a run.

    Raises
    ------
    FileError
        If the folder holds no run, or it cannot be written to.
    """
    record = read_record(folder).model_copy(update={"notes": text})
    try:
        write_record(folder, record)
    except OSError as error:
        raise FileError(folder, f"the notes cannot be written ({error.strerror or error})") from error
    return record


def remove_run(folder: Path) -> None:
    """Remove what a training has made; other files in its folder stay, and so do models that were installed.

    Raises
    ------
    FileError
        If the folder holds no run, it is running, or a file cannot be removed.
    """
    read_record(folder)
    if is_running(folder):
        raise FileError(folder, "is running: stop it first")
    try:
        for made in (*(folder / name for name in _MADE), *_numbered(folder)):
            _remove(made)
        (folder / LOCK).unlink(missing_ok=True)
        (folder / RECORD).unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        raise FileError(folder, f"cannot be removed whole ({error.strerror or error})") from error


def _numbered(folder: Path) -> list[Path]:
    """Return the folders of the stages and the other processes of a training."""
    return [one for one in folder.iterdir() if _NUMBERED.fullmatch(one.name)]


def _remove(made: Path) -> None:
    """Remove a file, a link or a folder."""
    if made.is_dir() and not made.is_symlink():
        shutil.rmtree(made)
    else:
        made.unlink(missing_ok=True)
