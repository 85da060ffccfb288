"""PNG, JPEG and TIFF files as an `Image`."""

import warnings
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps

from cxrviewer.errors import ReadError
from cxrviewer.readers.files import OpenFile, check_frame_size, sha256_of
from cxrviewer.study import Grey8, Image, ImageSource, Photometric, StoredPixels

_FORMATS = ("PNG", "JPEG", "TIFF")
_TIFF_PHOTOMETRIC, _WHITE_IS_ZERO = 262, 0
_DEEP_GREY = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")
_BYTES_PER_PIXEL = 4
# In the IHDR chunk, which always comes first; colour, grey with alpha, colour with alpha
_PNG_BITS, _PNG_COLOUR_TYPE = 24, 25
_PNG_MANY_CHANNELS = (2, 4, 6)

# The reader has its own limit of size, with its own sentence
Pillow.MAX_IMAGE_PIXELS = None
warnings.filterwarnings("ignore", module=r"PIL(\.|$)")


def read_raster(film: OpenFile, frame: int) -> Image:
    """Decode one picture of a PNG, JPEG or TIFF file.

    Grey of 8 or 16 bits, 32-bit integers and floats stay as they are; colour pictures whose three channels
    are equal become grey, others 8-bit RGB. The orientation of EXIF or TIFF is applied.

    Parameters
    ----------
    film
        The file.
    frame
        One-based page of a TIFF.

    Raises
    ------
    ReadError
        If the file is damaged, too large or has no such page.
    """
    path, data, sha256 = film.path, film.content.read(0, film.size), sha256_of(film)
    try:
        with Pillow.open(BytesIO(data), formats=_FORMATS) as opened:
            return _read(path, data, opened, frame, sha256)
    except ReadError:
        raise
    except Exception as error:  # Pillow raises anything on damaged files
        raise ReadError(path, "is damaged: the picture in it cannot be decoded") from error


def _read(path: Path, data: bytes, opened: Pillow.Image, frame: int, sha256: str) -> Image:
    """Read the page, letting Pillow's own errors pass."""
    kind = "JPEG" if opened.format == "MPO" else str(opened.format)
    frames = int(getattr(opened, "n_frames", 1)) if kind == "TIFF" else 1
    if not 1 <= frame <= frames:
        raise ReadError(path, f"has no frame {frame} (it has {frames})")
    if frames > 1:
        opened.seek(frame - 1)
    check_frame_size(path, opened.height, opened.width, _BYTES_PER_PIXEL)
    inverted = _is_white_zero(opened)
    deep = _deep_grey(data) if kind == "PNG" else None
    pixels, notices = (deep, ()) if deep is not None else _pixels(ImageOps.exif_transpose(opened))
    pixels.flags.writeable = False
    return Image(
        source=ImageSource(path, frame, frames, sha256, kind),
        pixels=pixels,
        photometric=_photometric(pixels, inverted),
        notices=notices,
    )


def _is_white_zero(opened: Pillow.Image) -> bool:
    """Return whether low values are bright (TIFF 6.0, PhotometricInterpretation WhiteIsZero) as delivered.

    Pillow has already inverted such pictures of up to 8 bits.
    """
    tags = getattr(opened, "tag_v2", {})
    return opened.mode in _DEEP_GREY and tags.get(_TIFF_PHOTOMETRIC) == _WHITE_IS_ZERO


def _photometric(pixels: StoredPixels, inverted: bool) -> Photometric:
    """Return the polarity of decoded pixels."""
    if pixels.ndim == 3:
        return Photometric.RGB
    return Photometric.MONOCHROME1 if inverted else Photometric.MONOCHROME2


def _pixels(picture: Pillow.Image) -> tuple[StoredPixels, tuple[str, ...]]:
    """Return the pixels of any mode as grey or RGB, and what must be said of them."""
    if picture.mode in _DEEP_GREY:
        deep = np.array(picture)
        return deep.astype(deep.dtype.newbyteorder("=")), ()
    if picture.mode in {"1", "L"}:
        return np.array(picture.convert("L")), ()
    if "A" in picture.mode or "transparency" in picture.info:
        return _on_black(np.array(picture.convert("RGBA")))
    return _grey_if_equal(np.array(picture.convert("RGB"))), ()


def _deep_grey(data: bytes) -> StoredPixels | None:
    """Return a 16-bit grey PNG that is stored as colours or with alpha, which Pillow would cut to 8 bits.

    None for any other PNG, and for such a one whose channels differ or that is transparent.
    """
    bits, colour_type = data[_PNG_BITS], data[_PNG_COLOUR_TYPE]
    if bits != 16 or colour_type not in _PNG_MANY_CHANNELS:
        return None
    decoded = np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED))
    grey = np.ascontiguousarray(decoded[..., 0])
    same = all(np.array_equal(grey, decoded[..., channel]) for channel in (1, 2))
    opaque = decoded.shape[2] == 3 or bool((decoded[..., 3] == 65535).all())
    return grey if same and opaque else None


def _on_black(rgba: Grey8) -> tuple[StoredPixels, tuple[str, ...]]:
    """Lay a picture with an alpha channel on black."""
    alpha = rgba[..., 3:].astype(np.uint16)
    if alpha.min() == 255:
        return _grey_if_equal(rgba[..., :3]), ()
    blended = ((rgba[..., :3] * alpha + 127) // 255).astype(np.uint8)
    return _grey_if_equal(blended), ("Transparent parts of the picture are shown black.",)


def _grey_if_equal(rgb: Grey8) -> Grey8:
    """Return one channel where all three are the same."""
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    if np.array_equal(red, green) and np.array_equal(red, blue):
        return np.ascontiguousarray(red)
    return np.ascontiguousarray(rgb)
