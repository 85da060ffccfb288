"""Mutated films: each ends in a picture or a refusal, within its time, and the next one opens right."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hostile.cases import CELLS, ENCODED, UNCOMPRESSED, compressed, native
from hostile.streams import EIGHT, png, scanlines

from cxrviewer.errors import ReadError
from cxrviewer.readers import read_header, read_image

TIME_LIMIT_S = 5.0


def seeds() -> dict[str, bytes]:
    """Right files of every kind."""
    return {
        **{f"{syntax}.dcm": native(syntax) for syntax in UNCOMPRESSED},
        **{f"{syntax}.dcm": compressed(syntax) for syntax in ENCODED},
        "film.png": png(*EIGHT.shape, scanlines()),
    }


def mutations(data: bytes, count: int, generator: np.random.Generator) -> Iterator[bytes]:
    """Flip, cut, repeat or blank parts of a file."""
    for _ in range(count):
        damaged = bytearray(data)
        for _ in range(int(generator.integers(1, 6))):
            start = int(generator.integers(0, len(damaged)))
            length = int(generator.integers(1, 16))
            match int(generator.integers(0, 5)):
                case 0:
                    damaged[start] ^= int(generator.integers(1, 256))
                case 1:
                    damaged[start : start + length] = generator.bytes(length)
                case 2:
                    del damaged[start : start + length]
                case 3:
                    damaged[start:start] = damaged[start : start + length]
                case _:
                    filler = b"\xff" if generator.integers(2) else b"\0"
                    damaged[start : start + length] = filler * length
            if not damaged:
                break
        yield bytes(damaged)


def opened(path: Path) -> float:
    """Read header and picture, or have them refused in a sentence; returns the seconds of the slower."""
    slowest = 0.0
    for read in (read_header, read_image):
        start = time.monotonic()
        with contextlib.suppress(ReadError):
            read(path)
        slowest = max(slowest, time.monotonic() - start)
    return slowest


def fuzz(folder: Path, count: int, seed: int) -> None:
    """Open `count` mutations of each seed."""
    generator = np.random.default_rng(seed)
    good = folder / "good.dcm"
    good.write_bytes(native())
    for name, data in seeds().items():
        path = folder / name
        for number, damaged in enumerate(mutations(data, count, generator)):
            path.write_bytes(damaged)
            assert opened(path) < TIME_LIMIT_S, (name, number)
        path.write_bytes(data)
        read_image(path)
    np.testing.assert_array_equal(read_image(good).pixels, CELLS)


def test_mutated_films(tmp_path: Path) -> None:
    fuzz(tmp_path, count=15, seed=0)


@pytest.mark.slow
def test_many_mutated_films(tmp_path: Path) -> None:
    for seed in range(1, 9):
        fuzz(tmp_path, count=60, seed=seed)
