"""Memory that this process and one child share: code streams go in, pixels come out.

POSIX: a nameless file in memory for each child, which inherits it; reading and writing it costs less than
mapping it anew for each picture. Windows: a named mapping for each request.
"""

import mmap
import os
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

Buffer = bytes | bytearray | memoryview


class SharedBytes(Protocol):
    """The bytes of one request."""

    def put(self, offset: int, data: Buffer) -> None:
        """Write `data` from `offset` on."""

    def take(self, offset: int, into: memoryview) -> None:
        """Fill `into` from `offset` on."""


if sys.platform == "win32":

    class _Mapping:
        """A mapping."""

        def __init__(self, mapped: mmap.mmap) -> None:
            self._mapped = mapped

        def put(self, offset: int, data: Buffer) -> None:
            self._mapped[offset : offset + len(data)] = bytes(data)

        def take(self, offset: int, into: memoryview) -> None:
            into[:] = self._mapped[offset : offset + len(into)]

    class Region:
        """The parent's side; a child need not inherit anything."""

        inherited: tuple[int, ...] = ()

        @contextmanager
        def sized(self, size: int) -> Iterator[tuple[SharedBytes, str]]:
            """Lend `size` bytes, and the name under which the child finds them."""
            name = f"cxrviewer-{uuid.uuid4()}"
            with attach(name, size) as shared:
                yield shared, name

        def close(self) -> None:
            """Give nothing back: each mapping ends with its last user."""

    @contextmanager
    def attach(name: str, size: int) -> Iterator[SharedBytes]:
        """Lend the `size` bytes of a name."""
        with mmap.mmap(-1, size, tagname=name) as mapped:
            yield _Mapping(mapped)

else:
    _KEPT_BYTES = 2**27

    class _File:
        """A file in memory."""

        def __init__(self, descriptor: int) -> None:
            self._descriptor = descriptor

        def put(self, offset: int, data: Buffer) -> None:
            """Write `data` from `offset` on."""
            rest = memoryview(data)
            while rest.nbytes:
                written = os.pwrite(self._descriptor, rest, offset)
                rest, offset = rest[written:], offset + written

        def take(self, offset: int, into: memoryview) -> None:
            """Fill `into` from `offset` on."""
            while into.nbytes:
                held = os.preadv(self._descriptor, [into], offset)
                if held == 0:
                    raise EOFError("the shared memory is too short")
                into, offset = into[held:], offset + held

    class Region:
        """The parent's side.

        Attributes
        ----------
        inherited
            File descriptors that the child must inherit.
        """

        def __init__(self) -> None:
            self._file = _memory_file()
            self.inherited: tuple[int, ...] = (self._file,)
            self._closed = False

        @contextmanager
        def sized(self, size: int) -> Iterator[tuple[SharedBytes, str]]:
            """Lend `size` bytes, and the name under which the child finds them."""
            os.ftruncate(self._file, size)
            try:
                yield _File(self._file), str(self._file)
            finally:
                if size > _KEPT_BYTES and not self._closed:
                    os.ftruncate(self._file, 0)

        def close(self) -> None:
            """Give the memory back."""
            self._closed = True
            os.close(self._file)

    @contextmanager
    def attach(name: str, _size: int) -> Iterator[SharedBytes]:
        """Lend the bytes of a name."""
        yield _File(int(name))

    def _memory_file() -> int:
        """Return a file that has no name."""
        if hasattr(os, "memfd_create"):
            return os.memfd_create("cxrviewer-pixels")
        with tempfile.TemporaryFile() as file:
            return os.dup(file.fileno())
