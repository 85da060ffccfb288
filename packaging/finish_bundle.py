"""After PyInstaller: strip what can be stripped, add notices, SBOM and licence, say the size."""

import json
import shutil
import struct
import subprocess
import sys
from pathlib import Path

from bundle_licences import OURS, write_licences

from cxrviewer import __version__

_PT_LOAD = 1


def is_elf(file: Path) -> bool:
    """Tell whether a file is a 64-bit ELF."""
    with file.open("rb") as stream:
        return stream.read(5) == b"\x7fELF\x02"


def segments_aligned(file: Path) -> bool:
    """Tell whether a 64-bit ELF file can be mapped (gABI 5, program header): `strip` spoils some."""
    with file.open("rb") as stream:
        start = stream.read(64)
        offset, size, count = *struct.unpack_from("<Q", start, 32), *struct.unpack_from("<HH", start, 54)
        stream.seek(offset)
        headers = [stream.read(size) for _ in range(count)]
    for header in headers:
        kind, _flags, place, address, _physical, _in_file, _in_memory, align = struct.unpack(
            "<IIQQQQQQ", header
        )
        if kind == _PT_LOAD and align > 1 and place % align != address % align:
            return False
    return True


def strip(folder: Path) -> None:
    """Take symbols out of every shared library that stands it."""
    beside = folder / ".stripped"
    for file in sorted(folder.rglob("*.so*")):
        if file.is_symlink() or not is_elf(file):
            continue
        done = subprocess.run(["strip", "-o", beside, file], check=False, capture_output=True)
        if done.returncode == 0 and segments_aligned(beside):
            shutil.copymode(file, beside)
            beside.replace(file)
        beside.unlink(missing_ok=True)


def size_mb(folder: Path) -> float:
    """Return the size of all files in 10^6 bytes."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir()) / 1e6


def main(bundle: Path, sources: Path) -> None:
    if sys.platform == "linux":
        strip(bundle)
    write_licences(json.loads(sources.read_text(encoding="utf-8")), bundle, __version__)
    shutil.copy(OURS / "LICENSE", bundle / "LICENSE.txt")
    print(f"{bundle}: {size_mb(bundle):.0f} MB")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
