"""Films of three samples or with a palette (PS3.3 C.7.6.3.1.2, C.7.6.3.1.5-6, C.7.9.2)."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from conformance.making import COLUMNS, ROWS, Film, cells_of, dataset_of, ramp
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRBigEndian

_NAMES = ("Red", "Green", "Blue")
_CHROMINANCE = "dcmtk centres chrominance at 127.5, the standard at 128 (PS3.3 C.7.6.3.1.2)"
_PARTIAL = "dcmtk cuts every term of the equations down to an integer (PS3.3 C.7.6.3.1.2)"
_SEGMENTS = "dcmtk reads no segmented palettes (PS3.3 C.7.9.2)"
_COLOUR = {"SamplesPerPixel": 3, "PlanarConfiguration": 0}


def picture(bits: int = 8) -> npt.NDArray[np.int64]:
    """Return (rows, columns, 3) samples: three ramps that run differently."""
    first = ramp(bits)
    return np.stack([first, first[::-1], first[:, ::-1]], axis=-1)


def sampled() -> Iterator[Film]:
    """RGB and YBR_FULL, pixel by pixel and plane by plane, of 8 and 16 bits."""
    for photometric in ("RGB", "YBR_FULL"):
        given = {"SamplesPerPixel": 3, "PhotometricInterpretation": photometric}
        name = photometric.lower().replace("_", "-")
        eight = cells_of(picture(), 8)
        planes = np.ascontiguousarray(np.moveaxis(eight, -1, 0))
        by_plane = given | {"PlanarConfiguration": 1, "Rows": ROWS, "Columns": COLUMNS}
        reason = _CHROMINANCE if photometric == "YBR_FULL" else ""
        by_pixel = dataset_of(eight, **given, PlanarConfiguration=0)
        yield Film(f"{name}-by-pixel", by_pixel, beyond_dcmtk=reason)
        yield Film(f"{name}-by-plane", dataset_of(planes, **by_plane), beyond_dcmtk=reason)
        big = dataset_of(eight, syntax=ExplicitVRBigEndian, **given, PlanarConfiguration=0)
        yield Film(f"{name}-big-endian", big, beyond_dcmtk=reason)
    for bits, allocated, shift in ((16, 16, 0), (12, 16, 0), (12, 16, 4), (8, 16, 8), (7, 8, 0), (32, 32, 0)):
        deep = cells_of(picture(bits), allocated, shift)
        given = {"PhotometricInterpretation": "RGB", "BitsStored": bits, "HighBit": bits + shift - 1}
        yield Film(f"rgb-{bits}-of-{allocated}-up-{shift}", dataset_of(deep, **_COLOUR, **given))


def subsampled() -> Iterator[Film]:
    """YBR_*_422: two neighbours share their chrominance."""
    colours = cells_of(picture(), 8)
    groups = np.concatenate([colours[:, 0::2, :1], colours[:, 1::2, :1], colours[:, 0::2, 1:]], axis=-1)
    for photometric in ("YBR_FULL_422", "YBR_PARTIAL_422"):
        given = _COLOUR | {"PhotometricInterpretation": photometric, "Columns": COLUMNS}
        name = photometric.lower().replace("_", "-")
        reason = _PARTIAL if photometric == "YBR_PARTIAL_422" else ""
        yield Film(name, dataset_of(groups, **given), beyond_dcmtk=reason)


def framed() -> Iterator[Film]:
    """Frames of colours."""
    eight = cells_of(picture(), 8)
    frames = np.stack([eight, eight[::-1], eight[:, ::-1]])
    for frame in (1, 2, 3):
        given = _COLOUR | {"PhotometricInterpretation": "RGB", "NumberOfFrames": 3}
        yield Film(f"rgb-frame-{frame}", dataset_of(frames, **given), frame)


def palettes() -> Iterator[Film]:
    """PALETTE COLOR by the bits of index and entry, first mapped value and encoding."""
    indices8, indices16 = cells_of(ramp(8), 8), cells_of(ramp(12))
    for bits in (8, 16):
        yield Film(f"palette-8-to-{bits}", _with_palette(indices8, 256, 0, bits))
        yield Film(f"palette-12-to-{bits}", _with_palette(indices16, 4096, 0, bits, BitsStored=12))
        yield Film(f"palette-short-{bits}", _with_palette(indices8, 100, 50, bits))
        yield Film(f"palette-8-segmented-to-{bits}", _with_segments(indices8, bits), beyond_dcmtk=_SEGMENTS)
    full = cells_of(ramp(16))
    yield Film("palette-16-to-16", _with_palette(full, 65536, 0, 16))
    words = _with_palette(indices8, 256, 0, 8)
    for name in _NAMES:
        entries = np.frombuffer(words[f"{name}PaletteColorLookupTableData"].value, np.uint8)
        words[f"{name}PaletteColorLookupTableData"].value = entries.astype("<u2").tobytes()
    yield Film("palette-8-in-words", words)
    framed_indices = np.stack([indices8, indices8[::-1]])
    yield Film("palette-frame-2", _with_palette(framed_indices, 256, 0, 16, NumberOfFrames=2), 2)


def _curves(count: int, bits: int) -> list[npt.NDArray[np.int64]]:
    """Return three tables over the full range of `bits` bits."""
    rising = np.linspace(0, 1, count)
    top = (1 << bits) - 1
    return [np.rint(curve * top).astype(np.int64) for curve in (rising, rising[::-1], rising**0.5)]


def _with_palette(
    indices: npt.NDArray[np.generic], count: int, first: int, bits: int, **attributes: object
) -> Dataset:
    """Return a PALETTE COLOR data set with plain tables."""
    dataset = dataset_of(indices, PhotometricInterpretation="PALETTE COLOR", **attributes)  # type: ignore[arg-type]
    for name, curve in zip(_NAMES, _curves(count, bits), strict=True):
        data = curve.astype("<u2" if bits == 16 else np.uint8).tobytes()
        setattr(dataset, f"{name}PaletteColorLookupTableDescriptor", [count % 65536, first, bits])
        dataset[f"{name}PaletteColorLookupTableDescriptor"].VR = "US"
        setattr(dataset, f"{name}PaletteColorLookupTableData", data + b"\0" * (len(data) % 2))
    return dataset


def _with_segments(indices: npt.NDArray[np.generic], bits: int) -> Dataset:
    """Return a PALETTE COLOR data set with segmented tables: discrete, linear and indirect segments."""
    dataset = dataset_of(indices, PhotometricInterpretation="PALETTE COLOR")
    top = (1 << bits) - 1
    for number, name in enumerate(_NAMES):
        start = top // (number + 2)
        segments = [0, 2, start, start // 2, 1, 61, top, 1, 130, 0]  # 2 + 61 + 130 entries
        segments += [2, 2, 0, 0, *([0, 0] if bits == 8 else [])]  # and the first two segments once more
        kind = np.uint8 if bits == 8 else np.dtype("<u2")
        data = np.asarray(segments, kind).tobytes()
        setattr(dataset, f"{name}PaletteColorLookupTableDescriptor", [256, 0, bits])
        dataset[f"{name}PaletteColorLookupTableDescriptor"].VR = "US"
        setattr(dataset, f"Segmented{name}PaletteColorLookupTableData", data + b"\0" * (len(data) % 2))
    return dataset


def colour_films() -> Iterator[Film]:
    """Return all of them."""
    for group in (sampled, subsampled, framed, palettes):
        yield from group()
