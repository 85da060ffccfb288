"""Libraries of the system that nothing in the bundle is linked with, left out (Linux).

PyInstaller takes along what its finds are linked with; a file that `bundle_contents.py` leaves out leaves its
libraries behind.
"""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from bundle_contents import Entry

# they lie beside the folders of wheels; Python's own is asked for by the program's start
_OF_SYSTEM = re.compile(r"lib(?!python)[^/]*")
_OF_WHEEL = re.compile(r"/(site|dist)-packages/")
_NEEDED = re.compile(r"^\s*NEEDED\s+(\S+)", re.MULTILINE)


def without_strays(binaries: Iterable[Entry]) -> list[Entry]:
    """Return PyInstaller's list without the system's libraries that no other file in it asks for."""
    entries = list(binaries)
    asks = {source: needed(Path(source)) for _target, source, kind in entries if kind != "SYMLINK"}
    while True:
        asked = set().union(*(asks[source] for _target, source, kind in entries if kind != "SYMLINK"))
        kept = [one for one in entries if one[0] in asked or not _is_of_system(one)]
        if len(kept) == len(entries):
            return kept
        entries = kept


def _is_of_system(entry: Entry) -> bool:
    target, source, kind = entry
    return kind == "BINARY" and bool(_OF_SYSTEM.fullmatch(target)) and not _OF_WHEEL.search(source)


def needed(binary: Path) -> set[str]:
    """Return the names of the libraries that a binary is linked with (ELF, DT_NEEDED)."""
    shown = subprocess.run(["objdump", "-p", binary], check=True, capture_output=True, text=True).stdout
    return set(_NEEDED.findall(shown))
