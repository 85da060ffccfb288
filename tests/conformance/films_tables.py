"""Films with Modality LUTs and VOI LUTs of every encoding (PS3.3 C.11.1.1.1, C.11.2.1.1)."""

from collections.abc import Iterator

import numpy as np
from conformance.making import Film, cells_of, dataset_of, grey, ramp, table
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

_BITS = (8, 10, 12, 14, 16)


def _curve(count: int, bits: int, *, falling: bool = False) -> list[int]:
    """Return the entries of a bent table over the full range of `bits` bits."""
    rising = np.linspace(0, 1, count) ** 0.7 * ((1 << bits) - 1)
    return [int(entry) for entry in (rising[::-1] if falling else rising)]


def voi_entries() -> Iterator[Film]:
    """VOI LUTs by bits of an entry and by the VR that holds them."""
    for bits in _BITS:
        for packed, vr in ((False, "us"), (None, "ow")):
            lut = table(_curve(4096, bits), bits=bits, packed=packed)
            yield grey(f"voi-lut-{bits}-{vr}", VOILUTSequence=[lut])
        falling = table(_curve(4096, bits, falling=True), bits=bits)
        yield grey(f"voi-lut-{bits}-falling", VOILUTSequence=[falling])
        yield grey(
            f"voi-lut-{bits}-monochrome1",
            PhotometricInterpretation="MONOCHROME1",
            VOILUTSequence=[table(_curve(4096, bits), bits=bits)],
        )
    packed_table = table(_curve(4096, 8), bits=8, packed=True)
    yield grey("voi-lut-8-packed", VOILUTSequence=[packed_table])
    yield grey("voi-lut-8-packed-odd", VOILUTSequence=[table(_curve(4095, 8), bits=8, packed=True)])


def voi_places() -> Iterator[Film]:
    """VOI LUTs by first mapped value and number of entries; values beyond take the outer entries."""
    yield grey("voi-lut-offset", VOILUTSequence=[table(_curve(2000, 12), 1000, 12)])
    yield grey("voi-lut-short", VOILUTSequence=[table(_curve(100, 12), 2000, 12)])
    yield grey("voi-lut-two-entries", VOILUTSequence=[table([0, 4095], 2000, 12)])
    yield grey("voi-lut-one-entry", VOILUTSequence=[table([4000], 2000, 12)])
    yield grey("voi-lut-all-65536", 16, VOILUTSequence=[table(_curve(65536, 16))])
    yield grey("voi-lut-all-65536-signed", 16, signed=True, VOILUTSequence=[table(_curve(65536, 16), -32768)])
    yield grey("voi-lut-signed-first", signed=True, VOILUTSequence=[table(_curve(3000, 12), -1500, 12)])
    wrapped = table(_curve(3000, 12), 65536 - 1500, 12)
    yield grey("voi-lut-signed-first-as-us", signed=True, VOILUTSequence=[wrapped])
    hounsfield = {"RescaleSlope": 1, "RescaleIntercept": -1024}
    yield grey("voi-lut-hounsfield", **hounsfield, VOILUTSequence=[table(_curve(3000, 12), -1000, 12)])
    yield grey(
        "voi-lut-hounsfield-signed",
        signed=True,
        **hounsfield,
        VOILUTSequence=[table(_curve(4096, 12), -3072, 12)],
    )
    unsigned = table(_curve(3000, 12), 65536 - 1000, 12)  # as files without VRs are read
    yield grey("voi-lut-hounsfield-as-us", **hounsfield, VOILUTSequence=[unsigned])
    high = _modality(_curve(4096, 16))
    yield grey(
        "voi-lut-high-first-after-modality-lut",
        signed=True,
        ModalityLUTSequence=[high],
        VOILUTSequence=[table(_curve(20000, 12), 40000, 12)],
    )
    several = [table(_curve(4096, 12), bits=12), table(_curve(4096, 12, falling=True), bits=12)]
    yield grey("voi-lut-several", VOILUTSequence=several)
    yield grey(
        "voi-lut-of-a-byte", 8, allocated=8, VOILUTSequence=[table(_curve(256, 8), bits=8, packed=True)]
    )
    yield grey(
        "voi-lut-dark-range", VOILUTSequence=[table([entry // 4 for entry in _curve(4096, 12)], bits=12)]
    )


def modality_luts() -> Iterator[Film]:
    """Modality LUTs by bits, VR and first mapped value, before every VOI transform."""
    for bits in (8, 12, 16):
        for packed, vr in ((False, "us"), (None, "ow")):
            lut = _modality(_curve(4096, bits), bits=bits, packed=packed)
            middle = {"WindowCenter": 1 << (bits - 1), "WindowWidth": (1 << (bits - 1)) + 1}
            yield grey(f"modality-lut-{bits}-{vr}-minmax", ModalityLUTSequence=[lut])
            yield grey(f"modality-lut-{bits}-{vr}-window", ModalityLUTSequence=[lut], **middle)
        yield grey(
            f"modality-lut-{bits}-falling-voi-lut",
            ModalityLUTSequence=[_modality(_curve(4096, bits, falling=True), bits=bits)],
            VOILUTSequence=[table(_curve(1 << min(bits, 15), 10), bits=10)],
        )
    window = {"WindowCenter": 120, "WindowWidth": 200}
    packed_lut = _modality(_curve(4096, 8), bits=8, packed=True)
    yield grey("modality-lut-8-packed", ModalityLUTSequence=[packed_lut], **window)
    signed = _modality(_curve(3000, 12), -1500, 12)
    yield grey("modality-lut-signed-first", signed=True, ModalityLUTSequence=[signed])
    wrapped = _modality(_curve(3000, 12), 65536 - 1500, 12)
    yield grey("modality-lut-signed-first-as-us", signed=True, ModalityLUTSequence=[wrapped])
    everything = _modality(_curve(65536, 16))
    yield grey("modality-lut-all-65536", 16, ModalityLUTSequence=[everything])
    yield grey(
        "modality-lut-sigmoid",
        ModalityLUTSequence=[_modality(_curve(4096, 12), bits=12)],
        WindowCenter=2000,
        WindowWidth=900,
        VOILUTFunction="SIGMOID",
    )
    yield grey(
        "modality-lut-exact-monochrome1",
        PhotometricInterpretation="MONOCHROME1",
        ModalityLUTSequence=[_modality(_curve(4096, 12), bits=12)],
        WindowCenter=2000,
        WindowWidth=900,
        VOILUTFunction="LINEAR_EXACT",
    )
    partial = _modality(_curve(1000, 12), 1500, 12)
    yield grey("modality-lut-part", ModalityLUTSequence=[partial])


def byte_orders() -> Iterator[Film]:
    """Tables in big endian files and in those without value representations."""
    lut = table(_curve(40000, 12), -20000, 12, packed=False)
    cells = cells_of(ramp(16, signed=True))
    given = {"syntax": ImplicitVRLittleEndian, "PixelRepresentation": 1, "VOILUTSequence": [lut]}
    yield Film("voi-lut-implicit-signed-long", dataset_of(cells, **given))  # type: ignore[arg-type]
    for name, syntax in (("big-endian", ExplicitVRBigEndian), ("implicit", ImplicitVRLittleEndian)):
        for vr in ("us", "ow"):
            lut = table(_curve(4096, 12), bits=12, packed=False if vr == "us" else None)
            if syntax == ExplicitVRBigEndian and vr == "ow":
                lut["LUTData"].value = np.asarray(_curve(4096, 12), ">u2").tobytes()
            cells = cells_of(ramp(12))
            yield Film(
                f"voi-lut-{name}-{vr}",
                dataset_of(cells, syntax=syntax, BitsStored=12, VOILUTSequence=[lut]),
            )


def _modality(entries: list[int], first: int = 0, bits: int = 16, *, packed: bool | None = None) -> Dataset:
    """Return the item of a Modality LUT sequence."""
    return table(entries, first, bits, packed=packed, ModalityLUTType="US")


def table_films() -> Iterator[Film]:
    """Return all of them."""
    for group in (voi_entries, voi_places, modality_luts, byte_orders):
        yield from group()
