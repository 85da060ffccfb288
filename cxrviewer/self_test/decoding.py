"""Every transfer syntax decodes, by the first decoder in a process of its own and by the second one here."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from cxrviewer.decoding.codecs import DECODERS, JPEG_EXTENDED, Decoder
from cxrviewer.decoding.records import FrameRequest
from cxrviewer.readers import read_image
from cxrviewer.self_test.check import Check
from cxrviewer.self_test.films import COLUMNS, FILMS, ROWS, SyntaxFilm, ramp
from cxrviewer.self_test.record import Pixels, SelfTestError


def checks(films: Sequence[SyntaxFilm] = FILMS) -> list[Check]:
    """Return a check for each syntax, and one for each second decoder."""
    first = [Check(f"decode {film.syntax}", partial(_read, film)) for film in films]
    others = [
        Check(f"decode {film.syntax} by the second decoder", partial(_decode_again, film, second))
        for film in films
        if (second := _second_decoder(film)) is not None
    ]
    return first + others


def _second_decoder(film: SyntaxFilm) -> Decoder | None:
    """Return the decoder that takes over where the first refuses a film of this syntax."""
    if film.syntax not in DECODERS or (film.syntax == JPEG_EXTENDED and film.bits > 8):  # too many for gdcm
        return None
    return DECODERS[film.syntax][1]


def _read(film: SyntaxFilm) -> str:
    """Read the film as any other."""
    image = read_image(film.path)
    if any("usual decoder refuses" in notice for notice in image.notices):
        raise SelfTestError(f"{film.path}: the first decoder refuses the film")
    return _compared(film, image.pixels)


def _decode_again(film: SyntaxFilm, decoder: Decoder) -> str:
    """Decode the frame by the second decoder alone."""
    from pydicom import dcmread  # noqa: PLC0415 - with the check that needs it
    from pydicom.encaps import generate_frames  # noqa: PLC0415

    stream = next(generate_frames(dcmread(film.path).PixelData, number_of_frames=1))
    allocated = 8 if film.bits == 8 else 16
    request = FrameRequest(
        film.syntax, ROWS, COLUMNS, 1, allocated, film.bits, signed=False, stored_rgb=False
    )
    return _compared(film, decoder(stream, request))


def _compared(film: SyntaxFilm, pixels: Pixels) -> str:
    """Compare with the ramp (SelfTestError if they differ too much)."""
    expected = ramp(film.bits)
    if pixels.shape != expected.shape:
        raise SelfTestError(f"{film.path}: {film.name} decodes to another size than {ROWS} x {COLUMNS}")
    gap = int(np.abs(pixels.astype(np.int64) - expected.astype(np.int64)).max())
    if gap > film.tolerance:
        raise SelfTestError(f"{film.path}: {film.name} decodes to other values (by up to {gap})")
    return f"{film.name}: " + (f"within {gap} of the known values" if gap else "the known values")
