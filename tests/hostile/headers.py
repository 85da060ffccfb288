"""Headers that lie, are damaged, or say nothing."""

import struct
from collections.abc import Iterator

import numpy as np
from hostile.cases import CELLS, ROWS, Case, Outcome, compressed, film, native, value_starts, written
from pydicom.dataset import Dataset
from pydicom.uid import ImplicitVRLittleEndian, JPEGLSLossless

P, M, R = Outcome.PICTURE, Outcome.MARKED, Outcome.REFUSAL
PIXELS = 0x7FE00010
LONG_VRS = (b"OB", b"OW", b"SQ", b"UN", b"UT")

# What a value of the Image Pixel Module makes of the film
SIZES: list[tuple[dict[str, object], Outcome]] = [
    *(({keyword: 0}, R) for keyword in ("Rows", "Columns", "BitsAllocated", "BitsStored")),
    *(({keyword: None}, R) for keyword in ("Rows", "Columns", "BitsAllocated", "PhotometricInterpretation")),
    *(({keyword: None}, P) for keyword in ("HighBit", "SamplesPerPixel")),
    ({"BitsStored": None}, M),
    ({"BitsStored": None, "HighBit": None}, M),
    ({"BitsStored": 8, "HighBit": 7}, M),
    ({"PixelRepresentation": None}, M),
    ({"PixelRepresentation": 7}, M),
    ({"HighBit": 255}, M),
    ({"HighBit": 3}, M),
    ({"Rows": 65535}, M),
    ({"Rows": 41}, M),
    ({"Rows": 39}, M),
    ({"Columns": 29}, M),
    ({"Columns": 31}, M),
    ({"Rows": 65535, "Columns": 65535}, R),
    ({"Columns": 65535}, R),
    ({"BitsAllocated": 3}, R),
    ({"BitsAllocated": 65535}, R),
    ({"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7}, M),
    ({"BitsAllocated": 32}, M),
    ({"BitsStored": 255}, R),
    ({"SamplesPerPixel": 2}, R),
    ({"SamplesPerPixel": 65535}, R),
    ({"SamplesPerPixel": 3}, R),
    ({"PhotometricInterpretation": "RGB"}, R),
    ({"PhotometricInterpretation": "PALETTE COLOR"}, R),
    ({"PhotometricInterpretation": "<script>"}, R),
    ({"NumberOfFrames": 0}, R),
    ({"NumberOfFrames": -1}, R),
    ({"NumberOfFrames": 2**31 - 1}, M),
    ({"NumberOfFrames": 2}, M),
    ({"WindowWidth": 0}, M),
    ({"WindowWidth": -5}, M),
    ({"WindowWidth": None}, M),
    ({"WindowCenter": [1, 2, 3]}, M),
    ({"VOILUTFunction": "CURVE"}, M),
    ({"RescaleSlope": 0, "RescaleIntercept": 0}, M),
    ({"PixelSpacing": [0, -1]}, M),
    ({"PixelSpacing": [1]}, M),
    ({"PixelAspectRatio": [0, 0], "PixelSpacing": None}, M),
]


def sizes() -> Iterator[Case]:
    """Missing, absurd and contradicting values."""
    for number, (attributes, outcome) in enumerate(SIZES):
        cause = "-".join(f"{keyword}={value}" for keyword, value in attributes.items())
        safe = "".join(character if character.isalnum() or character in "=-" else "_" for character in cause)
        yield Case(f"size-{number:02}-{safe[:60]}.dcm", outcome, native(**attributes))


def lengths() -> Iterator[Case]:
    """The length of each element, lying."""
    data = native()
    for tag, start in value_starts(data).items():
        wide = data[start - 8 : start - 6] in LONG_VRS
        for lie in (0, 1, 0xFFFF, 0xFFFFFFFE, 0xFFFFFFFF) if wide else (0, 1, 0xFFFF):
            field = struct.pack("<I" if wide else "<H", lie)
            damaged = data[: start - len(field)] + field + data[start:]
            yield Case(f"length-{tag:08X}-{lie:X}.dcm", _of_length(tag, lie), damaged)


def _of_length(tag: int, lie: int) -> Outcome:
    """What a lying length makes of the film; behind a header element that swallows others all is open."""
    if tag != PIXELS:
        return Outcome.ANY
    return P if lie in {0xFFFF, 0xFFFFFFFE} else R


def wrong_types() -> Iterator[Case]:
    """Value representations that do not fit the element."""
    data = native()
    starts = value_starts(data)
    for tag, start in starts.items():
        for vr in (b"SQ", b"UN", b"FD", b"ZZ", b"\0\0", b"AT"):
            place = start - 8 if data[start - 8 : start - 6] in LONG_VRS else start - 4
            yield Case(f"vr-{tag:08X}-{vr.hex()}.dcm", Outcome.ANY, data[:place] + vr + data[place + 2 :])


def texts() -> Iterator[Case]:
    """Values that harm whoever prints them, and character sets that are wrong."""
    hostile = [
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "\x1b[2J\x07",
        "a\r\nb",
        "%s%n{0}",
        "\x00",
        "\u202ex",
    ]
    for number, value in enumerate(hostile):
        dataset = {
            "PatientName": value,
            "PatientID": value,
            "StudyDescription": value,
            "WindowCenterWidthExplanation": value,
        }
        yield Case(f"text-{number}.dcm", P, native(SpecificCharacterSet="ISO_IR 192", **dataset))
    sets = [b"ISO_IR 999", b"\\\\\\\\\\\\\\\\\\\\", b"ISO 2022 X", b"\xff\xfe\xfd\xfc      ", b"GB18030   "]
    for number, name in enumerate(sets):
        data = native(SpecificCharacterSet="ISO_IR 192", PatientName="Ä\u0416^\u5c71")
        yield Case(f"charset-{number}.dcm", P, data.replace(b"ISO_IR 192", name[:10].ljust(10)))
    yield Case(
        "charset-bytes.dcm",
        P,
        native(PatientName="Doe^Jane").replace(b"Doe^Jane", b"\xff\xfe\x1b$\x80\x81\xc3("),
    )


def sequences() -> Iterator[Case]:
    """Sequences that are deep, long or endless."""
    data = native()
    place = value_starts(data)[0x00080060] - 8
    item = b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
    opening = b"\x08\0\x40\x11SQ\0\0\xff\xff\xff\xff"
    closing = b"\xfe\xff\x0d\xe0\0\0\0\0" + b"\xfe\xff\xdd\xe0\0\0\0\0"
    yield Case("deep-open.dcm", R, data[:place] + (opening + item) * 20_000)
    yield Case(
        "deep-closed.dcm", R, data[:place] + (opening + item) * 20_000 + closing * 20_000 + data[place:]
    )
    yield Case("deep-shallow.dcm", P, data[:place] + (opening + item) * 20 + closing * 20 + data[place:])
    nested = b""
    for _ in range(20_000):
        inner = b"\xfe\xff\x00\xe0" + struct.pack("<I", len(nested)) + nested
        nested = b"\x08\0\x40\x11SQ\0\0" + struct.pack("<I", len(inner)) + inner
    yield Case("deep-defined.dcm", P, data[:place] + nested + data[place:])
    for keyword in (b"\x28\0\x10\x30", b"\x28\0\0\x30", b"\x28\0\x10\x92"):
        behind = value_starts(data)[PIXELS] - 12
        deep = keyword + nested[4:]
        yield Case(
            f"deep-used-{keyword.hex()}.dcm", Outcome.RIGHT_OR_SAID, data[:behind] + deep + data[behind:]
        )
    flood = b"\xfe\xff\x00\xe0\0\0\0\0" * 1_500_000
    yield Case("flood-items.dcm", Outcome.RIGHT_OR_SAID, data[:place] + opening + flood + data[place:])
    elements = b"\x09\0\x10\0LO\0\0" * 1_500_000
    yield Case("flood-elements.dcm", Outcome.RIGHT_OR_SAID, data[:place] + elements + data[place:])


def classes() -> Iterator[Case]:
    """Objects that are no images."""
    plain = {
        "sr": "1.2.840.10008.5.1.4.1.1.88.11",
        "pdf": "1.2.840.10008.5.1.4.1.1.104.1",
        "rtplan": "1.2.840.10008.5.1.4.1.1.481.5",
        "gsps": "1.2.840.10008.5.1.4.1.1.11.1",
        "private": "1.2.3.4.5.6.7",
    }
    for name, uid in plain.items():
        dataset = Dataset()
        dataset.SOPClassUID, dataset.PatientID, dataset.Modality = uid, "1", "OT"
        if name == "pdf":
            dataset.EncapsulatedDocument = b"%PDF-1.4" + bytes(500)
        yield Case(f"class-{name}.dcm", R, written(dataset))
    yield Case("class-dx-without-pixels.dcm", R, written(film()))


def starts() -> Iterator[Case]:
    """Files without preamble, file meta information, or the start of either."""
    data, implicit = native(), native(ImplicitVRLittleEndian)
    body = data.index(b"\x08\0\x16\0")
    yield Case("start-no-preamble.dcm", P, data[132:])
    yield Case("start-no-meta.dcm", P, data[body:])
    yield Case("start-no-meta-implicit.dcm", P, implicit[implicit.index(b"\x08\0\x16\0") :])
    yield Case("start-stray-byte.dcm", M, b" " + data[body:])
    yield Case("start-magic-damaged.dcm", M, data[:128] + b"DIC\0" + data[132:])
    yield Case("start-only-preamble.dcm", R, data[:132])
    yield Case("start-zeros.dcm", R, bytes(100_000))
    yield Case("start-random.dcm", R, np.random.default_rng(1).bytes(100_000))
    yield Case("start-text.dcm", R, b"This is no film. " * 1000)
    yield Case("start-empty.dcm", R, b"")
    yield Case("start-dicomdir.dcm", R, written(_directory()))
    odd_syntax = data.replace(b"1.2.840.10008.1.2.1\0", b"9.9.999.99999.9.9.9\0")
    yield Case("syntax-unknown.dcm", Outcome.RIGHT_OR_SAID, odd_syntax)
    jpeg = compressed(JPEGLSLossless)
    yield Case(
        "syntax-says-native.dcm", R, jpeg.replace(b"1.2.840.10008.1.2.4.80", b"1.2.840.10008.1.2.1\0\0\0")
    )
    yield Case("syntax-says-other-codec.dcm", R, jpeg.replace(b"1.2.4.80", b"1.2.4.91"))


def _directory() -> Dataset:
    """A DICOMDIR whose records lead nowhere."""
    dataset = Dataset()
    dataset.SOPClassUID = "1.2.840.10008.1.3.10"
    dataset.FileSetID = "X"
    return dataset


def flips() -> Iterator[Case]:
    """Flipped bytes anywhere in the header."""
    data = native()
    generator = np.random.default_rng(2)
    for number in range(40):
        damaged = bytearray(data)
        for place in generator.integers(0, len(data) - 2 * CELLS.size, 3):
            damaged[place] ^= int(generator.integers(1, 256))
        yield Case(f"flip-{number:02}.dcm", Outcome.ANY, bytes(damaged))


def truncations() -> Iterator[Case]:
    """The file ends at, and inside, each element."""
    data = native()
    for tag, start in value_starts(data).items():
        for offset in (-6, 0, 1):
            yield Case(f"cut-{tag:08X}{offset:+}.dcm", R, data[: start + offset])
    pixels = value_starts(data)[PIXELS]
    for share in (1, 10, 50, 99):
        held = 2 * CELLS.size * share // 100
        outcome = M if held * ROWS >= 2 * CELLS.size else R
        yield Case(f"cut-pixels-{share}.dcm", outcome, data[: pixels + held])
