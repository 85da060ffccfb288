"""Names for the files of one run that meet neither each other nor what the run reads."""

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from pathlib import Path


def identity(file: Path) -> str:
    """Tell whether two paths are one file, on file systems that ignore case too."""
    return str(file.resolve()).casefold()


class FreeNames:
    """Hands out names: NAME where that is free, else NAME-2 and so on.

    Parameters
    ----------
    read
        Files that must not be written to.
    """

    def __init__(self, read: Iterable[Path]) -> None:
        self._taken = {identity(file) for file in read}

    def free_name(self, stem: str, files_of: Callable[[str], Sequence[Path]]) -> str:
        """Return the first name whose files are all free; they are not free any more.

        Parameters
        ----------
        stem
            The name wanted.
        files_of
            Name -> its files.
        """
        for number in count(1):
            name = stem if number == 1 else f"{stem}-{number}"
            identities = {identity(file) for file in files_of(name)}
            if self._taken.isdisjoint(identities):
                break
        self._taken |= identities
        return name
