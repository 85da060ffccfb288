"""Memory that this process and one child share: code streams go in, pixels come out.

POSIX: a nameless file in memory for each child, which inherits it. Windows: a named mapping for each request.
"""

import mmap
import os
import sys
import tempfile
import uuid

if sys.platform == "win32":

    class Region:
        """The parent's side; a child need not inherit anything."""

        inherited: tuple[int, ...] = ()

        def map(self, size: int) -> tuple[mmap.mmap, str]:
            """Return `size` bytes and the name under which the child finds them."""
            name = f"cxrviewer-{uuid.uuid4()}"
            return attach(name, size), name

        def close(self) -> None:
            """Give nothing back: each mapping ends with its last user."""

    def attach(name: str, size: int) -> mmap.mmap:
        """Return the `size` bytes of a name."""
        return mmap.mmap(-1, size, tagname=name)

else:

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

        def map(self, size: int) -> tuple[mmap.mmap, str]:
            """Return `size` bytes and the name under which the child finds them."""
            os.ftruncate(self._file, size)
            return mmap.mmap(self._file, size), str(self._file)

        def close(self) -> None:
            """Give the memory back."""
            os.close(self._file)

    def attach(name: str, size: int) -> mmap.mmap:
        """Return the `size` bytes of a name."""
        return mmap.mmap(int(name), size)

    def _memory_file() -> int:
        """Return a file that has no name."""
        if hasattr(os, "memfd_create"):
            return os.memfd_create("cxrviewer-pixels")
        with tempfile.TemporaryFile() as file:
            return os.dup(file.fileno())
