"""How the pixel data of a file are laid out: the Image Pixel Module, checked before any pixel is read."""

from dataclasses import dataclass
from pathlib import Path

from pydicom.uid import UID

from cxrviewer.errors import ReadError
from cxrviewer.readers.dicom.parsing import DicomFile, PixelElement
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.files import check_frame_size

SUBSAMPLED = {"YBR_FULL_422", "YBR_PARTIAL_422"}
_COLOURS = {"RGB", "YBR_FULL", "YBR_ICT", "YBR_RCT"} | SUBSAMPLED
_PHOTOMETRICS = _COLOURS | {"MONOCHROME1", "MONOCHROME2", "PALETTE COLOR"}
_FLOAT_BITS = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}
_BITS = (1, 4, 8, 12, 16, 32)


@dataclass(frozen=True, slots=True)
class PixelLayout:
    """The Image Pixel Module of a file (PS3.3 C.7.6.3), valid.

    Attributes
    ----------
    rows, columns, frames, samples
        Size; one-sample pixels are grey or indices of a palette, three-sample pixels colour.
    photometric
        Photometric Interpretation as stored.
    bits_allocated, bits_stored, high_bit, signed
        The pixel cell.
    planar
        Whether colours are stored plane by plane.
    real
        Whether the pixels are float or double float.
    """

    rows: int
    columns: int
    frames: int
    samples: int
    photometric: str
    bits_allocated: int
    bits_stored: int
    high_bit: int
    signed: bool
    planar: bool
    real: bool

    @property
    def frame_bits(self) -> int:
        """Bits of one frame stored without compression."""
        samples = 2 if self.photometric in SUBSAMPLED else self.samples
        return self.rows * self.columns * samples * self.bits_allocated


def pixel_layout(file: DicomFile, pixels: PixelElement, tags: Tags) -> PixelLayout:
    """Return the checked layout of the pixel data.

    Raises
    ------
    ReadError
        If an attribute that cannot be guessed is missing, or the values make no sense.
    """
    path = file.path
    photometric, samples = _photometric(path, tags)
    bits = _FLOAT_BITS.get(pixels.keyword) or _required(path, tags, "BitsAllocated", "Bits Allocated")
    real = pixels.keyword in _FLOAT_BITS
    layout = PixelLayout(
        rows=_required(path, tags, "Rows", "Rows"),
        columns=_required(path, tags, "Columns", "Columns"),
        frames=_frames(path, tags),
        samples=samples,
        photometric=photometric,
        bits_allocated=bits,
        bits_stored=bits if real else _bits_stored(path, tags, bits),
        high_bit=bits - 1 if real else _high_bit(tags, bits),
        signed=not real and _signed(tags),
        planar=tags.integer("PlanarConfiguration") == 1,
        real=real,
    )
    _check_cell(path, layout)
    check_frame_size(path, layout.rows, layout.columns, -(-bits // 8) * samples)
    return layout


def is_encapsulated(transfer_syntax: UID, pixels: PixelElement) -> bool:
    """Return whether the pixel data are fragments of compressed code streams (PS3.5 A.4)."""
    return pixels.declared is None or bool(
        transfer_syntax.is_transfer_syntax and transfer_syntax.is_encapsulated
    )


def _required(path: Path, tags: Tags, keyword: str, name: str) -> int:
    """Return a number without which there is no picture."""
    number = tags.integer(keyword)
    if number is None:
        raise ReadError(path, f"does not say its {name}")
    if not 1 <= number <= 65535:
        raise ReadError(path, f"has an impossible value of {name} ({number})")
    return number


def _photometric(path: Path, tags: Tags) -> tuple[str, int]:
    """Return Photometric Interpretation and Samples per Pixel, which must fit each other."""
    photometric = tags.text("PhotometricInterpretation").upper()
    if not photometric:
        raise ReadError(path, "does not say what its pixel values mean (Photometric Interpretation)")
    if photometric not in _PHOTOMETRICS:
        raise ReadError(path, f"has the photometric interpretation {photometric}, which is not supported")
    expected = 3 if photometric in _COLOURS else 1
    samples = tags.integer("SamplesPerPixel") or expected
    if samples != expected:
        raise ReadError(path, f"has {samples} samples per pixel, which does not fit {photometric}")
    return photometric, samples


_INTEGER_STRING_END = 2**31  # PS3.5 6.2, IS


def _frames(path: Path, tags: Tags) -> int:
    """Return Number of Frames, 1 where the file does not say."""
    frames = tags.integer("NumberOfFrames")
    if frames is None:
        return 1
    if not 1 <= frames < _INTEGER_STRING_END:
        raise ReadError(path, f"has an impossible number of frames ({frames})")
    return frames


def _bits_stored(path: Path, tags: Tags, bits_allocated: int) -> int:
    """Return Bits Stored; all the allocated ones, with a notice, where the file does not say."""
    bits = tags.integer("BitsStored")
    if bits is None:
        tags.notices.append("Bits Stored is missing: all allocated bits are taken.")
        return bits_allocated
    if not 1 <= bits <= bits_allocated:
        raise ReadError(
            path, f"has an impossible value of Bits Stored ({bits} of {bits_allocated} allocated)"
        )
    return bits


def _high_bit(tags: Tags, bits_allocated: int) -> int:
    """Return High Bit; the one that Bits Stored implies where the file does not say (PS3.5 8.1.1)."""
    implied = (tags.integer("BitsStored") or bits_allocated) - 1
    high = tags.integer("HighBit")
    if high is None:
        return implied
    if implied <= high < bits_allocated:
        return high
    tags.leave_out("HighBit", "is impossible")
    return implied


def _signed(tags: Tags) -> bool:
    """Return whether pixel values are signed; unsigned, with a notice, where the file does not say."""
    representation = tags.integer("PixelRepresentation")
    if representation not in {0, 1}:
        state = "is missing" if representation is None else f"is impossible ({representation})"
        tags.notices.append(f"Pixel Representation {state}: values are taken as unsigned.")
    return representation == 1


def _check_cell(path: Path, layout: PixelLayout) -> None:
    """Refuse pixel cells that no decoder here makes sense of."""
    if not layout.real and layout.bits_allocated not in _BITS:
        raise ReadError(path, f"has {layout.bits_allocated} bits per pixel, which is not supported")
    if layout.samples == 3 and layout.bits_allocated not in (8, 16, 32):
        raise ReadError(path, f"has colours of {layout.bits_allocated} bits, which are not supported")
