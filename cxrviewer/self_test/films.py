"""The films of the self-test: one in every transfer syntax (PS3.5 10, A), all of the same ramp."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cxrviewer.locations import resources_folder
from cxrviewer.self_test.record import Pixels

ROWS, COLUMNS, BITS = 32, 40, 12
_ROOT = "1.2.840.10008.1.2"


@dataclass(frozen=True, slots=True)
class SyntaxFilm:
    """A film that ships.

    Attributes
    ----------
    short
        Transfer Syntax UID behind 1.2.840.10008.1.2, without the first dot.
    name
        Of the syntax (PS3.6 A), shortened.
    tolerance
        By how much a decoded value may differ from the ramp, in stored values.
    bits
        Bits stored.
    """

    short: str
    name: str
    tolerance: int = 0
    bits: int = BITS

    @property
    def syntax(self) -> str:
        """Transfer Syntax UID."""
        return f"{_ROOT}.{self.short}".removesuffix(".")

    @property
    def path(self) -> Path:
        """The file."""
        return resources_folder() / "self-test" / f"{self.syntax}.dcm"


FILMS = (
    SyntaxFilm("", "Implicit VR Little Endian"),
    SyntaxFilm("1", "Explicit VR Little Endian"),
    SyntaxFilm("1.99", "Deflated Explicit VR Little Endian"),
    SyntaxFilm("2", "Explicit VR Big Endian"),
    SyntaxFilm("5", "RLE"),
    SyntaxFilm("4.50", "JPEG Baseline", tolerance=3, bits=8),
    SyntaxFilm("4.51", "JPEG Extended", tolerance=4),
    SyntaxFilm("4.57", "JPEG Lossless"),
    SyntaxFilm("4.70", "JPEG Lossless SV1"),
    SyntaxFilm("4.80", "JPEG-LS Lossless"),
    SyntaxFilm("4.81", "JPEG-LS Near-Lossless", tolerance=3),
    SyntaxFilm("4.90", "JPEG 2000 Lossless"),
    SyntaxFilm("4.91", "JPEG 2000", tolerance=10),
    SyntaxFilm("4.201", "HTJ2K Lossless"),
    SyntaxFilm("4.202", "HTJ2K Lossless RPCL"),
    SyntaxFilm("4.203", "HTJ2K", tolerance=10),
)


def ramp(bits: int) -> Pixels:
    """Return the values that every film has: from 0 to the greatest of `bits` bits, row by row.

    Returns
    -------
    (32, 40) uint8 of 8 bits, else uint16
    """
    values = np.linspace(0, (1 << bits) - 1, ROWS * COLUMNS).round().reshape(ROWS, COLUMNS)
    return values.astype(np.uint8 if bits == 8 else np.uint16)
