"""Uncompressed pixel data, and pixel cells -> stored values."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cxrviewer.errors import ReadError
from cxrviewer.readers.dicom.layout import SUBSAMPLED, PixelLayout
from cxrviewer.readers.dicom.parsing import DicomFile, PixelElement
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.files import ByteRange
from cxrviewer.study import StoredPixels

# Values of odd length are padded; some writers pad to whole words
_PADDING = 4

Cells = npt.NDArray[Any]


def native_frame(file: DicomFile, pixels: PixelElement, layout: PixelLayout, frame: int, tags: Tags) -> Cells:
    """Return the pixel cells of one frame that is stored without compression (PS3.5 8.1, A.1-A.3).

    Returns
    -------
    (rows, columns) or (rows, columns, 3) unsigned integers or floats of the pixel cell's size, native order.

    Rows that the file does not hold any more are 0.

    Raises
    ------
    ReadError
        If not one whole row of the frame is there.
    """
    start, stop = (frame - 1) * layout.frame_bits, frame * layout.frame_bits
    _check_length(file.path, pixels.value.length, layout, frame, tags)
    if layout.bits_allocated % 8:
        return _packed(pixels.value, start, layout)
    data = _padded(pixels.value, start // 8, stop // 8)
    cells = np.frombuffer(data, _cell_type(layout, file.little_endian))
    if layout.bits_allocated == 8 and not file.little_endian and pixels.vr == "OW":
        cells = _unswapped(pixels.value, start // 8, stop // 8)
    cells = cells.astype(cells.dtype.newbyteorder("="), copy=False)
    return _shaped(cells, layout)


def _check_length(path: Path, held: int, layout: PixelLayout, frame: int, tags: Tags) -> None:
    """Refuse a frame of which nothing is there; note what else is missing, or too much.

    Parameters
    ----------
    held
        Bytes of pixel data in the file.
    """
    needed, total = (-(-layout.frame_bits * frames // 8) for frames in (frame, layout.frames))
    whole = held * 8 // layout.frame_bits
    if held < needed:
        rows = _whole_rows(held * 8 - (frame - 1) * layout.frame_bits, layout)
        if rows < 1:
            share = 100 * held // total
            raise ReadError(
                path, f"is cut short: {held:,} of {total:,} bytes of pixel data are there ({share} %)"
            )
        tags.notices.append(
            f"Incomplete: {100 * rows // layout.rows} % of the rows are there ({rows} of {layout.rows});"
            " the rest is blank."
        )
    elif held < total:
        tags.notices.append(f"The file is cut short: {whole} of {layout.frames} frames are there.")
    elif held > total + _PADDING:
        tags.notices.append(f"The file holds {held - total:,} bytes of pixel data more than its header says.")


def _whole_rows(bits: int, layout: PixelLayout) -> int:
    """Return how many rows of a frame its first `bits` hold; 0 for colours in planes."""
    if layout.samples == 3 and layout.planar:
        return 0
    return bits * layout.rows // layout.frame_bits


def _padded(value: ByteRange, first: int, last: int) -> bytes:
    """Read from `first` up to `last`, with 0 for what is not there."""
    return value.read(first, last).ljust(last - first, b"\0")


def _cell_type(layout: PixelLayout, little_endian: bool) -> np.dtype[np.generic]:
    """Return the type of a pixel cell as stored."""
    order = "<" if little_endian else ">"
    return np.dtype(f"{order}{'f' if layout.real else 'u'}{layout.bits_allocated // 8}")


def _packed(value: ByteRange, start: int, layout: PixelLayout) -> StoredPixels:
    """Unpack cells of 1, 4 or 12 bits, the first in the lowest bits (PS3.5 8.1.1 and its annex D).

    Frames need not start at a byte. Only cells of one bit are still in the standard.
    """
    size, count = layout.bits_allocated, layout.frame_bits
    data = np.frombuffer(_padded(value, start // 8, (start + count + 7) // 8), np.uint8)
    bits = np.unpackbits(data, bitorder="little")[start % 8 :][:count].reshape(-1, size)
    if size > 1:
        whole = -(-size // 8) * 8
        bits = np.packbits(np.pad(bits, ((0, 0), (0, whole - size))), axis=1, bitorder="little")
    cells = np.ascontiguousarray(bits).view(f"<u{bits.shape[1]}")
    return cells.reshape(layout.rows, layout.columns)


def _unswapped(value: ByteRange, start: int, stop: int) -> StoredPixels:
    """Return 8-bit cells that lie in big endian 16-bit words (PS3.5 A.3, 8.1.2)."""
    even = np.frombuffer(_padded(value, start - start % 2, stop + stop % 2), np.uint8)
    even = np.append(even, np.zeros(even.size % 2, np.uint8))
    cells = even.reshape(-1, 2)[:, ::-1].ravel()
    return cells[start % 2 :][: stop - start]


def _shaped(cells: StoredPixels, layout: PixelLayout) -> StoredPixels:
    """Give the cells of a frame the shape of a picture (PS3.3 C.7.6.3.1.3 Planar Configuration)."""
    rows, columns = layout.rows, layout.columns
    if layout.samples == 1:
        return cells.reshape(rows, columns)
    if layout.photometric in SUBSAMPLED:
        return _upsampled_422(cells).reshape(rows, columns, 3)
    if layout.planar:
        return np.moveaxis(cells.reshape(3, rows, columns), 0, -1)
    return cells.reshape(rows, columns, 3)


def _upsampled_422(cells: StoredPixels) -> StoredPixels:
    """Give each of two neighbours the chrominance that they share (PS3.3 C.7.6.3.1.2, YBR_*_422)."""
    groups = cells.reshape(-1, 4)
    chrominance = np.repeat(groups[:, np.newaxis, 2:], 2, axis=1)
    return np.concatenate([groups[:, :2, np.newaxis], chrominance], axis=2)


def stored_values(cells: Cells, layout: PixelLayout) -> StoredPixels:
    """Take Bits Stored bits up to High Bit out of each pixel cell, sign-extended (PS3.5 8.1.1).

    Parameters
    ----------
    cells
        (rows, columns) unsigned integers.
    layout
        Says where the value lies in its cell, and whether it is signed.

    Returns
    -------
    (rows, columns) values, signed or unsigned, of the cell's size.
    """
    size, bits = cells.dtype.itemsize * 8, layout.bits_stored
    if layout.signed:
        signed = (cells << (size - 1 - layout.high_bit)).view(f"i{cells.dtype.itemsize}")
        return np.asarray(signed >> (size - bits))
    shift, highest = layout.high_bit + 1 - bits, (1 << bits) - 1
    if shift == 0 and int(cells.max()) <= highest:
        return cells
    return np.asarray((cells >> shift) & highest)


def has_stray_bits(cells: Cells, values: StoredPixels, layout: PixelLayout) -> bool:
    """Return whether cells hold bits beside their values; above a negative one its sign may be repeated.

    Either Bits Stored is wrong, or they are an overlay (retired, PS3.5 8.1.2).
    """
    if values is cells or layout.high_bit != layout.bits_stored - 1:
        return False
    if int(cells.max()) < 1 << layout.bits_stored:
        return False
    return not (layout.signed and np.array_equal(values, cells.view(values.dtype)))
