"""System libraries that nothing in the bundle is linked with, left out (Linux).

PyInstaller takes along what its finds are linked with; a file that `bundle_contents.py` leaves out leaves its
libraries behind.
"""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

SYSTEM = re.compile(r"(/usr)?/lib(64)?/")
_LIBRARY = re.compile(r"lib(?!python)[^/]*$")
_NEEDED = re.compile(r"^\s*NEEDED\s+(\S+)", re.MULTILINE)
Entry = tuple[str, str, str]


def without_strays(binaries: Iterable[Entry], system: re.Pattern[str] = SYSTEM) -> list[Entry]:
    """Return PyInstaller's list without the system's libraries that no other file in it asks for.

    Parameters
    ----------
    system
        Begins the sources of the system's libraries. Python's own is asked for by the program's start.
    """
    entries = list(binaries)
    asks = {source: needed(Path(source)) for _target, source, kind in entries if kind != "SYMLINK"}
    while True:
        asked = set().union(*(asks[source] for _target, source, kind in entries if kind != "SYMLINK"))
        kept = [
            one for one in entries if one[0] in asked or not (system.match(one[1]) and _LIBRARY.match(one[0]))
        ]
        if len(kept) == len(entries):
            return kept
        entries = kept


def needed(binary: Path) -> set[str]:
    """Return the names of the libraries that a binary is linked with (ELF, DT_NEEDED)."""
    shown = subprocess.run(["objdump", "-p", binary], check=True, capture_output=True, text=True).stdout
    return set(_NEEDED.findall(shown))
