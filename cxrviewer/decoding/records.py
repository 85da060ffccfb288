"""What is asked of a decoding process and what it answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.generic]

_JPEG, _JPEG_LS, _JPEG_2000, _HTJ2K = (50, 51, 57, 70), (80, 81), (90, 91), (201, 202, 203)
SYNTAXES = frozenset(
    {"1.2.840.10008.1.2.5", *(f"1.2.840.10008.1.2.4.{n}" for n in _JPEG + _JPEG_LS + _JPEG_2000 + _HTJ2K)}
)
"""Transfer Syntax UIDs (PS3.6 A) of the code streams that can be decoded."""

# Time for any picture, more for large ones (JPEG 2000 takes about 0.1 us a sample), never more than the limit
_LEAST_S, _PER_SAMPLE_S, TIME_LIMIT_S = 2.0, 0.4e-6, 5.0


class DecodingError(Exception):
    """A picture that cannot be decoded.

    Parameters
    ----------
    reason
        Why, as the end of a sentence about the file.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FrameRequest:
    """One frame of encapsulated pixel data (PS3.5 A.4), its size checked.

    Attributes
    ----------
    syntax
        Transfer Syntax UID.
    rows, columns, samples
        Size of the frame.
    bits_allocated, bits_stored, signed
        The pixel cell.
    stored_rgb
        Whether the samples of a JPEG stream are red, green and blue as they are.
    """

    syntax: str
    rows: int
    columns: int
    samples: int
    bits_allocated: int
    bits_stored: int
    signed: bool
    stored_rgb: bool


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """One page of a PNG, JPEG or TIFF file, its size checked.

    Attributes
    ----------
    kind
        "PNG", "JPEG" or "TIFF".
    page
        One-based.
    rows, columns, samples
        Size of the page before it is turned as the file says; at most four samples of a byte, or one of four.
    """

    kind: str
    page: int
    rows: int
    columns: int
    samples: int = 1


Request = FrameRequest | PictureRequest


@dataclass(frozen=True, slots=True, eq=False)
class DecodedPicture:
    """A decoded picture.

    Attributes
    ----------
    pixels
        (rows, columns) or (rows, columns, 3), native order, C-contiguous.
    second_decoder
        Whether the first decoder has refused the picture, and a second one took it.
    inverted
        Whether low values are bright (TIFF 6.0 WhiteIsZero).
    notices
        Sentences that must be visible beside the picture.
    """

    pixels: Pixels
    second_decoder: bool = False
    inverted: bool = False
    notices: tuple[str, ...] = ()

    def remarks(self) -> dict[str, Any]:
        """Return what goes with the pixels, as JSON types."""
        return {
            "second_decoder": self.second_decoder,
            "inverted": self.inverted,
            "notices": list(self.notices),
        }


def pixel_capacity(request: Request) -> int:
    """Return the bytes that a decoded picture may have: no sample has more than four."""
    return request.rows * request.columns * request.samples * 4


_patience: ContextVar[float] = ContextVar("patience", default=1.0)


@contextmanager
def patient(times: float) -> Iterator[None]:
    """Let what is decoded within this take so many times as long, where no reader waits for it.

    Limits are of the clock, which runs on while other processes have the cores.
    """
    before = _patience.set(times)
    try:
        yield
    finally:
        _patience.reset(before)


def time_limit_s(request: Request) -> float:
    """Return how long the decoding may take."""
    usual = min(TIME_LIMIT_S, _LEAST_S + _PER_SAMPLE_S * request.rows * request.columns * request.samples)
    return _patience.get() * usual
