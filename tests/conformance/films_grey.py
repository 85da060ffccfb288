"""Films of one sample: polarity, depths, cells, windows, rescaling, padding, floats."""

from collections.abc import Iterator

import numpy as np
from conformance.making import COLUMNS, ROWS, Film, cells_of, dataset_of, grey, item, ramp, table
from pydicom.dataset import Dataset

WINDOW = {"WindowCenter": 2000, "WindowWidth": 2500}
CURVE = table((np.linspace(0, 1, 4096) ** 0.6 * 4095).astype(int), bits=12)
_VOIS = {
    "minmax": {},
    "linear": WINDOW,
    "exact": WINDOW | {"VOILUTFunction": "LINEAR_EXACT"},
    "sigmoid": WINDOW | {"VOILUTFunction": "SIGMOID"},
    "lut": {"VOILUTSequence": [CURVE]},
}


def polarities() -> Iterator[Film]:
    """MONOCHROME1 and 2 x Presentation LUT Shape x VOI transform (PS3.3 C.7.6.3.1.2, C.11.6)."""
    for photometric in ("MONOCHROME1", "MONOCHROME2"):
        for shape in (None, "IDENTITY", "INVERSE"):
            for voi, attributes in _VOIS.items():
                name = f"{photometric.lower()}-{(shape or 'no shape').lower()}-{voi}".replace(" ", "-")
                yield grey(
                    name, PhotometricInterpretation=photometric, PresentationLUTShape=shape, **attributes
                )


def depths() -> Iterator[Film]:
    """Bits Stored x sign, shown from minimum to maximum and by a window (PS3.5 8.1.1)."""
    for bits in (2, 8, 10, 12, 14, 15, 16):
        for signed in (False, True):
            sign = "signed" if signed else "unsigned"
            low, span = (-(1 << (bits - 1)) if signed else 0), 1 << bits
            window = {"WindowCenter": low + span // 3, "WindowWidth": max(2, span // 3)}
            yield grey(f"depth-{bits}-{sign}-minmax", bits, signed=signed)
            yield grey(f"depth-{bits}-{sign}-window", bits, signed=signed, **window)
            if bits <= 8:
                yield grey(f"depth-{bits}-of-8-{sign}-minmax", bits, signed=signed, allocated=8)
                yield grey(f"depth-{bits}-of-8-{sign}-window", bits, signed=signed, allocated=8, **window)
    for bits, signed in ((24, False), (32, False), (32, True), (20, True)):
        sign = "signed" if signed else "unsigned"
        window = {"WindowCenter": 1 << (bits - 3), "WindowWidth": 1 << (bits - 2)}
        yield grey(f"depth-{bits}-of-32-{sign}-minmax", bits, signed=signed, allocated=32)
        yield grey(f"depth-{bits}-of-32-{sign}-window", bits, signed=signed, allocated=32, **window)


def single_bits() -> Iterator[Film]:
    """One bit a pixel, packed, with rows that end inside a byte (PS3.5 8.1.1)."""
    pattern = (np.random.default_rng(1).random((3, 21, 27)) > 0.5).astype(np.uint8)
    one_bit = {"BitsAllocated": 1, "BitsStored": 1, "HighBit": 0, "Rows": 21, "Columns": 27}
    for photometric in ("MONOCHROME1", "MONOCHROME2"):
        packed = np.packbits(pattern[0].ravel(), bitorder="little")[np.newaxis]
        yield Film(
            f"one-bit-{photometric.lower()}",
            dataset_of(packed, PhotometricInterpretation=photometric, **one_bit),
        )
    packed = np.packbits(pattern.ravel(), bitorder="little")[np.newaxis, np.newaxis]
    for frame in (1, 2, 3):
        yield Film(f"one-bit-frame-{frame}", dataset_of(packed, NumberOfFrames=3, **one_bit), frame)


def packed_cells() -> Iterator[Film]:
    """Cells of 4 and 12 bits, packed as old files have them (PS3.5 8.1.1)."""
    for bits in (4, 12):
        for signed in (False, True):
            values = ramp(bits, signed=signed) & ((1 << bits) - 1)
            lowest_first = (values.ravel()[:, np.newaxis] >> np.arange(bits)) & 1
            packed = np.packbits(lowest_first.astype(np.uint8), bitorder="little")[np.newaxis]
            given: dict[str, object] = {"BitsAllocated": bits, "BitsStored": bits, "Rows": ROWS}
            given |= {"Columns": COLUMNS, "PixelRepresentation": int(signed)}
            name = f"packed-{bits}-{'signed' if signed else 'unsigned'}"
            yield Film(name, dataset_of(packed, **given))  # type: ignore[arg-type]


def cells() -> Iterator[Film]:
    """High Bit away from Bits Stored - 1, and foreign bits above and below the value (PS3.5 8.1.1)."""
    noise = np.random.default_rng(2).integers(0, 1 << 16, (ROWS, COLUMNS)).astype(np.uint16)
    for bits, high in ((12, 15), (12, 13), (10, 11), (8, 15)):
        for signed in (False, True):
            sign, shift = ("signed" if signed else "unsigned"), high + 1 - bits
            values = cells_of(ramp(bits, signed=signed), 16, shift, bits)
            given = {"BitsStored": bits, "HighBit": high, "PixelRepresentation": int(signed)}
            window = {"WindowCenter": 100, "WindowWidth": 1 << (bits - 1)}
            yield Film(f"high-bit-{high}-of-{bits}-{sign}-minmax", dataset_of(values, **given))
            yield Film(f"high-bit-{high}-of-{bits}-{sign}-window", dataset_of(values, **given, **window))
            foreign = noise & np.uint16(0xFFFF ^ (((1 << bits) - 1) << shift))
            yield Film(
                f"foreign-bits-{high}-of-{bits}-{sign}", dataset_of(values | foreign, **given, **window)
            )


def embedded_overlays() -> Iterator[Film]:
    """Overlay planes in the unused bits of the pixel cells (PS3.3 C.9.2.1.1, retired)."""
    plane = np.zeros((ROWS, COLUMNS), np.uint16)
    plane[10:30, 20:40] = 1
    for signed in (False, True):
        values = cells_of(ramp(12, signed=signed), 16, 0, 12) | (plane << 12) | (plane << 15)
        dataset = dataset_of(values, BitsStored=12, PixelRepresentation=int(signed))
        for group, position in ((0x6000, 12), (0x6002, 15)):
            _add_overlay(dataset, group, position)
        yield Film(f"overlay-in-the-pixels-{'signed' if signed else 'unsigned'}", dataset)


def _add_overlay(dataset: Dataset, group: int, position: int) -> None:
    """Describe an overlay plane that lies in the pixel data."""
    elements = (
        (0x10, "US", ROWS),
        (0x11, "US", COLUMNS),
        (0x40, "CS", "G"),
        (0x50, "SS", [1, 1]),
        (0x100, "US", 16),
        (0x102, "US", position),
    )
    for element, vr, value in elements:
        dataset.add_new((group << 16) | element, vr, value)


def separate_overlay() -> Iterator[Film]:
    """An overlay plane of its own, which is not part of the picture (PS3.3 C.9.2)."""
    film = grey("overlay-beside-the-pixels", **WINDOW)
    _add_overlay(film.dataset, 0x6000, 0)
    film.dataset[0x60000100].value = 1
    film.dataset.add_new(0x60003000, "OW", b"\xff" * (ROWS * COLUMNS // 8))
    yield film


_WINDOWS: dict[str, dict[str, object]] = {
    "several": {"WindowCenter": [1000, 2000, 3000], "WindowWidth": [500, 1000, 4000]},
    "width-1": {"WindowCenter": 2000, "WindowWidth": 1},
    "width-1.5": {"WindowCenter": 2000, "WindowWidth": "1.5"},
    "width-2": {"WindowCenter": 2000, "WindowWidth": 2},
    "width-half": {"WindowCenter": 2000, "WindowWidth": "0.5"},
    "width-half-exact": {"WindowCenter": 2000, "WindowWidth": "0.5", "VOILUTFunction": "LINEAR_EXACT"},
    "width-half-sigmoid": {"WindowCenter": 2000, "WindowWidth": "0.5", "VOILUTFunction": "SIGMOID"},
    "width-1-exact": {"WindowCenter": 2000, "WindowWidth": 1, "VOILUTFunction": "LINEAR_EXACT"},
    "width-1-sigmoid": {"WindowCenter": 2000, "WindowWidth": 1, "VOILUTFunction": "SIGMOID"},
    "width-0": {"WindowCenter": 2000, "WindowWidth": 0},
    "width-0-exact": {"WindowCenter": 2000, "WindowWidth": 0, "VOILUTFunction": "LINEAR_EXACT"},
    "width-negative": {"WindowCenter": 2000, "WindowWidth": -300},
    "width-negative-sigmoid": {"WindowCenter": 2000, "WindowWidth": -300, "VOILUTFunction": "SIGMOID"},
    "first-of-two-broken": {"WindowCenter": [2000, 1000], "WindowWidth": [0, 500]},
    "fractional": {"WindowCenter": "1999.75", "WindowWidth": "333.3"},
    "fractional-exact": {"WindowCenter": "1999.75", "WindowWidth": "33.3", "VOILUTFunction": "LINEAR_EXACT"},
    "fractional-sigmoid": {"WindowCenter": "1999.75", "WindowWidth": "33.3", "VOILUTFunction": "SIGMOID"},
    "wider-than-the-film": {"WindowCenter": 32768, "WindowWidth": 65536},
    "below-the-film": {"WindowCenter": -5000, "WindowWidth": 100},
    "above-the-film": {"WindowCenter": 50000, "WindowWidth": 100},
    "narrow": {"WindowCenter": 2048, "WindowWidth": 16},
    "centre-alone": {"WindowCenter": 2048},
    "width-alone": {"WindowWidth": 500},
    "empty": {"WindowCenter": "", "WindowWidth": ""},
    "function-empty": {**WINDOW, "VOILUTFunction": ""},
    "function-lower-case": {**WINDOW, "VOILUTFunction": "sigmoid"},
    "function-unknown": {**WINDOW, "VOILUTFunction": "CUBIC"},
    "table-sequence-empty": {**WINDOW, "VOILUTSequence": []},
    "table-and-window": {**WINDOW, "VOILUTSequence": [CURVE]},
}


_BEYOND_DCMTK = {
    "width-half-sigmoid": "dcmtk takes no width below 1, which SIGMOID allows (PS3.3 C.11.2.1.3.1)",
    "width-negative-sigmoid": "dcmtk bends even the computed range; a function belongs to a window"
    " (PS3.3 C.11.2.1.3)",
}


def windows() -> Iterator[Film]:
    """Window Center and Width of every kind (PS3.3 C.11.2.1.2)."""
    for name, attributes in _WINDOWS.items():
        for photometric in ("MONOCHROME2", "MONOCHROME1"):
            given = attributes | {"PhotometricInterpretation": photometric}
            suffix = "-monochrome1" if photometric == "MONOCHROME1" else ""
            yield grey(f"window-{name}{suffix}", beyond_dcmtk=_BEYOND_DCMTK.get(name, ""), **given)


_RESCALES: dict[str, tuple[float | str, float | str]] = {
    "hounsfield": (1, -1024),
    "negative": (-1, 4095),
    "negative-large": (-2, 100),
    "half": ("0.5", 0),
    "tiny": ("0.001", "-1"),
    "negative-half": ("-0.5", 2000),
    "one-and-a-half": ("1.5", -100),
    "two-and-a-half": ("2.5", "0.25"),
    "large": (16, 0),
    "intercept-half": (1, "0.5"),
}


def rescales() -> Iterator[Film]:
    """Rescale Slope and Intercept before every VOI transform (PS3.3 C.11.1.1.2)."""
    for name, (slope, intercept) in _RESCALES.items():
        a, b = float(slope), float(intercept)
        centre, width = round(a * 2000 + b, 3), round(abs(a) * 1500 + 1, 3)
        first, count = round(min(b, a * 4095 + b)), max(2, round(abs(a) * 4095))
        lut = table(np.linspace(0, 1023, min(count, 65535)).astype(int), first, bits=10)
        given = {"RescaleSlope": slope, "RescaleIntercept": intercept}
        window = {"WindowCenter": centre, "WindowWidth": width}
        yield grey(f"rescale-{name}-minmax", **given)
        yield grey(f"rescale-{name}-window", **given, **window)
        yield grey(f"rescale-{name}-exact", **given, **window, VOILUTFunction="LINEAR_EXACT")
        yield grey(f"rescale-{name}-sigmoid", **given, **window, VOILUTFunction="SIGMOID")
        yield grey(f"rescale-{name}-lut", **given, VOILUTSequence=[lut])
        yield grey(
            f"rescale-{name}-signed-monochrome1",
            signed=True,
            PhotometricInterpretation="MONOCHROME1",
            **given,
            **window,
        )
    yield grey("rescale-slope-alone", RescaleSlope=2, **WINDOW)
    yield grey("rescale-intercept-alone", RescaleIntercept=-500, **WINDOW)


def paddings() -> Iterator[Film]:
    """Pixel Padding Value, which is no measurement but has a grey all the same (PS3.3 C.7.5.1.1.2)."""
    for signed in (False, True):
        values = ramp(12, signed=signed)
        padding = -2000 if signed else 0
        values[:, :8] = padding
        name = "signed" if signed else "unsigned"
        for photometric in ("MONOCHROME1", "MONOCHROME2"):
            given = {"BitsStored": 12 if not signed else 16, "PixelRepresentation": int(signed)}
            given["PhotometricInterpretation"] = photometric
            for voi, window in (("minmax", {}), ("window", {"WindowCenter": 300, "WindowWidth": 900})):
                dataset = dataset_of(cells_of(values), **given, **window)
                dataset.add_new("PixelPaddingValue", "SS" if signed else "US", padding)
                dataset.add_new("PixelPaddingRangeLimit", "SS" if signed else "US", padding + 40)
                yield Film(f"padding-{name}-{photometric.lower()}-{voi}", dataset)


def flats() -> Iterator[Film]:
    """Films of one value."""
    flat = np.full((8, 8), 700, np.uint16)
    yield Film("flat-minmax", dataset_of(flat))
    yield Film("flat-minmax-monochrome1", dataset_of(flat, PhotometricInterpretation="MONOCHROME1"))
    yield Film("flat-zero-minmax", dataset_of(flat * np.uint16(0)))
    yield Film("flat-window", dataset_of(flat, WindowCenter=700, WindowWidth=100))


def shapes() -> Iterator[Film]:
    """Pixels that are no squares are not scaled at 1:1, single rows and columns are pictures too."""
    yield grey("pixel-aspect-ratio", PixelAspectRatio=[2, 1], **WINDOW)
    yield grey("pixel-spacing-oblong", PixelSpacing=[1, 3], **WINDOW)
    yield Film("one-row", dataset_of(cells_of(ramp(12, rows=1, columns=33)), BitsStored=12, **WINDOW))
    yield Film("one-column", dataset_of(cells_of(ramp(12, rows=33, columns=1)), BitsStored=12, **WINDOW))
    yield Film("odd-bytes", dataset_of(cells_of(ramp(8, rows=5, columns=7), 8)))


def floats() -> Iterator[Film]:
    """Float and double float pixel data (PS3.3 C.7.6.24, C.7.6.25)."""
    values = (ramp(12) / 100 - 7).astype(np.float64)
    window = {"WindowCenter": "3.5", "WindowWidth": "6.25", "VOILUTFunction": "LINEAR_EXACT"}
    for kind, bits in (("float", "f4"), ("double", "f8")):
        bare: dict[str, object] = {"BitsStored": None, "PixelRepresentation": None}
        rescaled = window | {"RescaleSlope": 2, "RescaleIntercept": -4}
        for name, attributes in (("minmax", {}), ("window", window), ("rescaled", rescaled)):
            dataset = dataset_of(values.astype(bits), **(bare | attributes))  # type: ignore[arg-type]
            yield Film(
                f"{kind}-{name}", dataset, beyond_dcmtk=f"dcmtk reads no {kind} pixel data (PS3.3 C.7.6)"
            )


def frames() -> Iterator[Film]:
    """Frames with windows and rescaling of their own, or shared ones (PS3.3 C.7.6.16.2.9-10)."""
    values = np.stack([cells_of(ramp(12) // divisor) for divisor in (1, 2, 4)])
    given = {"BitsStored": 12, "NumberOfFrames": 3}
    own, per_frame = "PerFrameFunctionalGroupsSequence", range(1, 4)
    windowed = [_group(1000 * frame, 900) for frame in per_frame]
    groups: dict[str, dict[str, object]] = {
        "minmax": {},
        "files-window": WINDOW,
        "own-window": {own: windowed},
        "own-sigmoid": {own: [_group(1000 * frame, 900, "SIGMOID") for frame in per_frame]},
        "shared-window": {"SharedFunctionalGroupsSequence": [_group(700, 800)]},
        "own-window-and-files": WINDOW | {own: windowed},
    }
    for name, attributes in groups.items():
        for frame in per_frame:
            yield Film(f"frame-{frame}-{name}", dataset_of(values, **given, **attributes), frame)
    rescaled = [_group(1000 * frame, 900, slope=frame) for frame in per_frame]
    for frame in per_frame:
        yield Film(
            f"frame-{frame}-own-rescaling",
            dataset_of(values, **given, **{own: rescaled}),
            frame,
            "dcmtk does not know Pixel Value Transformation (PS3.3 C.7.6.16.2.9)",
        )


def _group(centre: float, width: float, function: str | None = None, slope: float | None = None) -> Dataset:
    """Return the functional groups of one frame."""
    group = item(FrameVOILUTSequence=[item(WindowCenter=centre, WindowWidth=width, VOILUTFunction=function)])
    if slope is not None:
        rescale = item(RescaleSlope=slope, RescaleIntercept=-10, RescaleType="US")
        group.PixelValueTransformationSequence = [rescale]
    return group


def grey_films() -> Iterator[Film]:
    """Return all of them."""
    for group in (
        polarities, depths, single_bits, packed_cells, cells, embedded_overlays, separate_overlay, windows,
        rescales, paddings, flats, shapes, floats, frames,
    ):  # fmt: skip
        yield from group()
