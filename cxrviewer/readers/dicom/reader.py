"""One frame of a DICOM file as an `Image`."""

from dataclasses import replace

import numpy as np
from pydicom.uid import HTJ2K, JPEG2000, JPEGBaseline8Bit, JPEGExtended12Bit, JPEGLSNearLossless

from cxrviewer.errors import ReadError
from cxrviewer.readers.dicom.colour import eight_bits, rgb_colours
from cxrviewer.readers.dicom.compressed import decode_compressed
from cxrviewer.readers.dicom.geometry import pixel_aspect_ratio, pixel_spacing
from cxrviewer.readers.dicom.grey import (
    modality_transform,
    modality_units,
    padding_range,
    presentation_lut,
    reaches_below_zero,
    voi_transforms,
)
from cxrviewer.readers.dicom.layout import PixelLayout, is_encapsulated, pixel_layout
from cxrviewer.readers.dicom.native import Cells, has_stray_bits, native_frame, stored_values
from cxrviewer.readers.dicom.palette import palette_colours
from cxrviewer.readers.dicom.parsing import DicomFile, PixelElement, parse
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.dicom.text import class_name, study_text
from cxrviewer.readers.files import OpenFile, hashing
from cxrviewer.study import Image, ImageSource, Photometric, StoredPixels

_LOSSY = {HTJ2K, JPEG2000, JPEGBaseline8Bit, JPEGExtended12Bit, JPEGLSNearLossless}


def read_dicom(film: OpenFile, frame: int) -> Image:
    """Decode one frame of a DICOM file.

    Parameters
    ----------
    film
        The file; only its header and what belongs to the frame are read.
    frame
        One-based.

    Raises
    ------
    ReadError
        If the file holds no such picture, or it cannot be shown rightly.
    """
    path, file = film.path, parse(film)
    tags = Tags(file.header, _remarks(file))
    if file.pixels is None:
        raise ReadError(path, _without_pixels(tags))
    layout = pixel_layout(file, file.pixels, tags)
    if not 1 <= frame <= layout.frames:
        raise ReadError(path, f"has no frame {frame} (it has {layout.frames})")
    with hashing(film) as sha256:
        pixels = _frozen(frame_pixels(file, file.pixels, layout, frame, tags))
        source = ImageSource(path, frame, layout.frames, sha256(), "DICOM")
    if pixels.ndim == 3:
        return _colour_image(source, pixels, tags, frame)
    return _grey_image(source, pixels, tags, layout, file.little_endian)


def _remarks(file: DicomFile) -> list[str]:
    """Say what is odd about the file as a whole."""
    skipped = "1 byte was" if file.skipped == 1 else f"{file.skipped} bytes were"
    return [f"{skipped} skipped before the data set."] if file.skipped else []


def _without_pixels(tags: Tags) -> str:
    """Say what a file without pixel data is."""
    name = class_name(tags)
    if not name:
        return "holds no image"
    return f"is incomplete: {name} without pixel data" if "Image" in name else f"holds no image: {name}"


def frame_pixels(
    file: DicomFile, pixels: PixelElement, layout: PixelLayout, frame: int, tags: Tags
) -> StoredPixels:
    """Decode one frame of a parsed file.

    Returns
    -------
    Stored values of a grey picture, (rows, columns); RGB of a colour one, (rows, columns, 3) uint8.

    Raises
    ------
    ReadError
        If the frame is damaged.
    """
    if not is_encapsulated(file.transfer_syntax, pixels):
        native = native_frame(file, pixels, layout, frame, tags)
        return native if layout.real else _coloured(file, layout, native, tags)
    decoded = decode_compressed(file, pixels, layout, frame, tags)
    fitted = _fitted(layout, decoded.precision)
    if decoded.rgb:
        return eight_bits(decoded.samples, fitted)
    samples = _unwrapped(decoded.samples, fitted) if file.transfer_syntax in _LOSSY else decoded.samples
    return _coloured(file, fitted, samples, tags)


def _fitted(layout: PixelLayout, precision: int) -> PixelLayout:
    """Return the layout of decoded samples: a code stream may hold fewer bits than the header says."""
    if precision >= layout.bits_allocated:
        return layout
    bits = min(layout.bits_stored, precision)
    return replace(layout, bits_stored=bits, high_bit=bits - 1)


def _unwrapped(samples: Cells, layout: PixelLayout) -> Cells:
    """Return samples of a lossy codec within Bits Stored: they overshoot, and white would wrap to black."""
    if layout.bits_stored == samples.dtype.itemsize * 8 or layout.high_bit != layout.bits_stored - 1:
        return samples
    if not layout.signed:
        return np.minimum(samples, (1 << layout.bits_stored) - 1)
    limit = 1 << (layout.bits_stored - 1)
    signed = samples.view(f"i{samples.dtype.itemsize}")
    return np.asarray(np.clip(signed, -limit, limit - 1)).view(samples.dtype)


def _coloured(file: DicomFile, layout: PixelLayout, cells: Cells, tags: Tags) -> StoredPixels:
    """Turn pixel cells into stored values, or into RGB by their Photometric Interpretation."""
    if layout.samples == 3:
        return rgb_colours(cells, layout)
    values = stored_values(cells, layout)
    if has_stray_bits(cells, values, layout):
        tags.notices.append("Pixel values have bits above Bits Stored, which are left out.")
    return _palette_or_grey(file, layout, values, tags)


def _palette_or_grey(file: DicomFile, layout: PixelLayout, values: StoredPixels, tags: Tags) -> StoredPixels:
    """Colour the values of a PALETTE COLOR image; grey ones stay as they are."""
    if layout.photometric != "PALETTE COLOR":
        return values
    try:
        return palette_colours(values, tags, little_endian=file.little_endian)
    except (ValueError, IndexError) as error:
        raise ReadError(file.path, f"has a broken colour palette ({error})") from error


def _frozen(pixels: StoredPixels) -> StoredPixels:
    """Return contiguous, read-only pixels that own their memory."""
    frozen = np.ascontiguousarray(pixels)
    frozen.flags.writeable = False
    return frozen


def _colour_image(source: ImageSource, pixels: StoredPixels, tags: Tags, frame: int) -> Image:
    """Assemble a colour image."""
    return Image(
        source=source,
        pixels=pixels,
        photometric=Photometric.RGB,
        spacing=pixel_spacing(tags, frame),
        pixel_aspect_ratio=pixel_aspect_ratio(tags),
        text=study_text(tags, frame),
        notices=tuple(tags.notices),
    )


def _grey_image(
    source: ImageSource, pixels: StoredPixels, tags: Tags, layout: PixelLayout, little_endian: bool
) -> Image:
    """Assemble a grey image."""
    frame, signed = source.frame, layout.signed
    modality = modality_transform(tags, frame, signed=signed, little_endian=little_endian)
    below_zero = reaches_below_zero(modality, bits=layout.bits_stored, signed=signed or layout.real)
    padding = None
    if not layout.real:
        padding = padding_range(tags, signed=signed, bits_allocated=layout.bits_allocated)
    return Image(
        source=source,
        pixels=pixels,
        photometric=Photometric(layout.photometric),
        presentation_lut=presentation_lut(tags),
        modality=modality,
        units=modality_units(tags, frame, modality),
        vois=voi_transforms(tags, frame, signed=below_zero, little_endian=little_endian),
        spacing=pixel_spacing(tags, frame),
        pixel_aspect_ratio=pixel_aspect_ratio(tags),
        padding=padding,
        text=study_text(tags, frame),
        notices=tuple(tags.notices),
    )
