"""Where runs lie: in the user's folder of runs, and wherever else one was started."""

import json
import os
from pathlib import Path
from typing import Final

from cxrviewer.errors import FileError
from cxrviewer.training.runs.record import RECORD

KNOWN: Final = "elsewhere.json"


def remember_run(folder: Path, root: Path) -> None:
    """Keep in mind that a run lies in a folder outside of the user's folder of runs.

    Parameters
    ----------
    folder
        Of the run.
    root
        The user's folder of runs.

    Raises
    ------
    FileError
        If that cannot be written.
    """
    folder = folder.resolve()
    known = _elsewhere(root)
    if folder.parent == root.resolve() or folder in known:
        return
    file = root / KNOWN
    temporary = file.with_suffix(f".{os.getpid()}.writing")
    try:
        root.mkdir(parents=True, exist_ok=True)
        kept = [str(one) for one in known if (one / RECORD).is_file()]
        temporary.write_text(json.dumps([*kept, str(folder)], indent=1), encoding="utf-8")
        temporary.replace(file)
    except OSError as error:
        raise FileError(file, f"cannot be written ({error.strerror or error})") from error


def run_folders(root: Path) -> list[Path]:
    """Return the folders of all known runs that are still there, those in the user's folder first.

    Raises
    ------
    FileError
        If the list of runs elsewhere cannot be read.
    """
    own = sorted(file.parent for file in root.glob(f"*/{RECORD}"))
    return own + [folder for folder in _elsewhere(root) if (folder / RECORD).is_file()]


def find_run(root: Path, name: str) -> Path:
    """Return the folder of a run by its name, or by its path.

    Raises
    ------
    FileError
        If there is none, or several have the name.
    """
    if (Path(name) / RECORD).is_file():
        return Path(name)
    fitting = [folder for folder in run_folders(root) if folder.name == name]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise FileError(name, f"there are several: {', '.join(map(str, fitting))}")
    raise FileError(name, "no run is called so (see `cxrviewer runs list`), and it is no folder of a run")


def _elsewhere(root: Path) -> list[Path]:
    """Return the folders of runs outside of the user's folder."""
    file = root / KNOWN
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise FileError(file, "cannot be read; without it only runs in its folder are known") from error
    if not isinstance(stored, list) or not all(isinstance(one, str) for one in stored):
        raise FileError(file, "is no list of folders")
    return [Path(one) for one in stored]
