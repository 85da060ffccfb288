"""Of ICU's data, which Qt brings, what Qt asks for (Linux): sorting, encodings, zones; 32 MB become a third.

`libQt6Core` sorts by ICU's collation, reads old encodings by its converters and knows time zones. Names of
languages, countries, units, currencies and zones, line breaking, transliteration and the words of each
language are never asked for. The data are one archive, its table of contents sorted by name (ICU's
`ucmndata.h`); ours is the same with fewer entries, in a library of the same name, symbol and version.
"""

import re
import shutil
import struct
import subprocess
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from bundle_contents import Entry

LIBRARY = "PySide6/*libicudata.so.*"
UNASKED = re.compile(
    r"icudt\d+l/((brkitr|curr|lang|rbnf|region|translit|unit|zone)/"
    r"|[a-z]{2,3}(_\w+)?\.res$"  # a language's own words; its order of letters is in coll
    r"|\w+\.(spp|cfu)$|unames\.icu$)"
)
_KIND = b"CmnD"
_ALIGNED = 16
_SOURCE = """.section .rodata
.balign {aligned}
.globl {symbol}
.type {symbol}, %object
{symbol}: .incbin "{data}"
.size {symbol}, . - {symbol}
.section .note.GNU-stack, "", %progbits
"""


def with_less_of_icu(binaries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Return PyInstaller's list with a smaller library of ICU's data, which is made in a folder."""
    return [
        (target, str(smaller(Path(source), folder)), kind)
        if kind != "SYMLINK" and fnmatch(target, LIBRARY)
        else (target, source, kind)
        for target, source, kind in binaries
    ]


def smaller(library: Path, folder: Path) -> Path:
    """Make a library of ICU's data without what is not asked for.

    Raises
    ------
    SystemExit
        If there is no C compiler, or the library is not as ICU makes it.
    """
    compiler = shutil.which("cc")
    listed = subprocess.run(["nm", "-D", library], check=True, capture_output=True, text=True).stdout
    symbol = re.search(r"\bicudt\d+_dat\b", listed)
    if compiler is None or symbol is None:
        raise SystemExit(f"{library}: cannot be made smaller; it needs a C compiler and must be ICU's data")
    folder.mkdir(parents=True, exist_ok=True)
    data, source, made = (folder / f"{library.name}{end}" for end in (".dat", ".s", ""))
    data.write_bytes(without_unasked(archive_in(library.read_bytes())))
    source.write_text(_SOURCE.format(aligned=_ALIGNED, symbol=symbol[0], data=data), encoding="utf-8")
    soname = f"-Wl,-soname,{library.name}"
    subprocess.run([compiler, "-shared", "-nostdlib", "-s", soname, "-o", made, source], check=True)
    return made


def archive_in(library: bytes) -> bytes:
    """Return ICU's archive from its header on; what may follow it in the library is taken along."""
    kind = library.find(_KIND)  # 12 bytes into the header (ICU's udata.h: UDataInfo)
    if kind < 0:
        raise SystemExit("there are no data of ICU in its library")
    return library[kind - 12 :]


def without_unasked(archive: bytes) -> bytes:
    """Return an archive of ICU's without the entries that `UNASKED` describes."""
    header = struct.unpack_from("<H", archive)[0]
    body = archive[header:]
    count = struct.unpack_from("<I", body)[0]
    table = [struct.unpack_from("<II", body, 4 + 8 * number) for number in range(count)]
    ends = [start for _name, start in table[1:]] + [len(body)]
    found = [
        (body[name : body.index(b"\0", name) + 1], body[start:end])
        for (name, start), end in zip(table, ends, strict=True)
    ]
    return archive[:header] + _packed([one for one in found if not UNASKED.match(one[0][:-1].decode())])


def _packed(entries: list[tuple[bytes, bytes]]) -> bytes:
    """Return table of contents, names and contents; offsets count from the table."""
    names = b"".join(name for name, _content in entries)
    first_name = 4 + 8 * len(entries)
    table, contents = struct.pack("<I", len(entries)), _padded(bytes(first_name) + names)[first_name:]
    name_at = first_name
    for name, content in entries:
        table += struct.pack("<II", name_at, first_name + len(contents))
        name_at += len(name)
        contents += _padded(content)
    return table + contents


def _padded(content: bytes) -> bytes:
    """Return bytes of a length that keeps what follows aligned."""
    return content + bytes(-len(content) % _ALIGNED)
