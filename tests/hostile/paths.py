"""Things on disk that are no files, and names that are no names."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

from hostile.cases import Case, Outcome, native

P, R = Outcome.PICTURE, Outcome.REFUSAL


def odd_paths() -> Iterator[Case]:
    """Folders, links, pipes, devices, sockets and odd names."""
    yield Case("folder.dcm", R, Path.mkdir)
    yield Case("loop.dcm", R, lambda path: path.symlink_to(path))
    yield Case("nowhere.dcm", R, lambda path: path.symlink_to(path.parent / "missing"))
    yield Case("link.dcm", P, _link)
    yield Case("missing.dcm", R, lambda _path: None)
    if hasattr(os, "mkfifo"):
        yield Case("pipe.dcm", R, os.mkfifo)
        yield Case("pipe.png", R, os.mkfifo)
        yield Case("socket.dcm", R, _socket)
    for device in ("/dev/zero", "/dev/null", "/dev/tty"):
        if Path(device).exists():
            yield Case(f"{Path(device).name}.dcm", R, lambda path, device=device: path.symlink_to(device))
    yield Case("huge.dcm", R, lambda path: _sparse(path, b"", 2**31 + 1))
    yield Case("sparse.dcm", R, lambda path: _sparse(path, b"", 2**31 - 2))
    yield Case("film-in-sparse.dcm", Outcome.MARKED, lambda path: _sparse(path, _endless(), 2**31 - 2))
    for name in (
        "-o.dcm",
        "new\nline.dcm",
        "esc\x1b[2J.dcm",
        "%s{0}.dcm",
        "'; rm -rf .dcm",
        "ünï.dcm",
        "x" * 240 + ".dcm",
    ):
        yield Case(name, P, native())
    if os.name == "posix":
        yield Case(os.fsdecode(b"not-utf8-\xff\xfe.dcm"), P, native())
        yield Case("x" * 3000, R, lambda _path: None)
        yield Case("nul\0byte.dcm", R, lambda _path: None)


def _link(path: Path) -> None:
    path.with_name("target of link").write_bytes(native())
    path.symlink_to("target of link")


def _socket(path: Path) -> None:
    short = Path(os.path.relpath(path))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(min(short, path, key=lambda name: len(str(name)))))


def _sparse(path: Path, start: bytes, size: int) -> None:
    with path.open("wb") as stream:
        stream.write(start)
        stream.truncate(size)


def _endless() -> bytes:
    """A film whose pixel data claim all of the file."""
    data = native()
    length = data.rindex(b"OW\0\0") + 4
    return data[:length] + (2**31 - 2 - length - 4).to_bytes(4, "little") + data[length + 4 :]
