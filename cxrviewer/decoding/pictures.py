"""PNG, JPEG and TIFF files -> pixels."""

import warnings
from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PIL import ImageOps

from cxrviewer.decoding.records import DecodedPicture, PictureRequest, Pixels

Bytes = npt.NDArray[np.uint8]

_TIFF_PHOTOMETRIC, _WHITE_IS_ZERO = 262, 0
_DEEP_GREY = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")
# In the IHDR chunk, which always comes first; colour, grey with alpha, colour with alpha
_PNG_BITS, _PNG_COLOUR_TYPE = 24, 25
_PNG_MANY_CHANNELS = (2, 4, 6)

# Sizes are checked before anything is decoded
Pillow.MAX_IMAGE_PIXELS = None
warnings.filterwarnings("ignore", module=r"PIL(\.|$)")


def decode_picture(data: bytes | bytearray, request: PictureRequest) -> DecodedPicture:
    """Decode one page, its stored orientation applied.

    Grey of 8 or 16 bits, 32-bit integers and floats stay as they are; colour pictures whose three channels
    are equal become grey, others 8-bit RGB.

    Raises
    ------
    Exception
        Pillow raises anything on damaged files.
    """
    with Pillow.open(BytesIO(data), formats=[request.kind]) as opened:
        if request.page > 1:
            opened.seek(request.page - 1)
        if (opened.height, opened.width) != (request.rows, request.columns):
            raise ValueError("another size than asked for")
        inverted = _is_white_zero(opened)
        deep = _deep_grey(data) if request.kind == "PNG" else None
        pixels, notices = (deep, ()) if deep is not None else _pixels(ImageOps.exif_transpose(opened))
        return DecodedPicture(pixels, inverted=inverted, notices=notices)


def _is_white_zero(opened: Pillow.Image) -> bool:
    """Return whether low values are bright (TIFF 6.0, PhotometricInterpretation WhiteIsZero) as delivered.

    Pillow has already inverted such pictures of up to 8 bits.
    """
    tags = getattr(opened, "tag_v2", {})
    return opened.mode in _DEEP_GREY and tags.get(_TIFF_PHOTOMETRIC) == _WHITE_IS_ZERO


def _pixels(picture: Pillow.Image) -> tuple[Pixels, tuple[str, ...]]:
    """Return the pixels of any mode as grey or RGB, and what must be said of them."""
    if picture.mode in _DEEP_GREY:
        deep = np.array(picture)
        return deep.astype(deep.dtype.newbyteorder("=")), ()
    if picture.mode in {"1", "L"}:
        return np.array(picture.convert("L")), ()
    if "A" in picture.mode or "transparency" in picture.info:
        return _on_black(np.array(picture.convert("RGBA")))
    return _grey_if_equal(np.array(picture.convert("RGB"))), ()


def _deep_grey(data: bytes | bytearray) -> Pixels | None:
    """Return a 16-bit grey PNG that is stored as colours or with alpha, which Pillow would cut to 8 bits.

    None for any other PNG, and for such a one whose channels differ or that is transparent.
    """
    bits, colour_type = data[_PNG_BITS], data[_PNG_COLOUR_TYPE]
    if bits != 16 or colour_type not in _PNG_MANY_CHANNELS:
        return None
    import cv2  # noqa: PLC0415 - few pictures need it

    decoded = np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED))
    grey = np.ascontiguousarray(decoded[..., 0])
    same = all(np.array_equal(grey, decoded[..., channel]) for channel in (1, 2))
    opaque = decoded.shape[2] == 3 or bool((decoded[..., 3] == 65535).all())
    return grey if same and opaque else None


def _on_black(rgba: Bytes) -> tuple[Pixels, tuple[str, ...]]:
    """Lay a picture with an alpha channel on black."""
    alpha = rgba[..., 3:].astype(np.uint16)
    if alpha.min() == 255:
        return _grey_if_equal(rgba[..., :3]), ()
    blended = ((rgba[..., :3] * alpha + 127) // 255).astype(np.uint8)
    return _grey_if_equal(blended), ("Transparent parts of the picture are shown black.",)


def _grey_if_equal(rgb: Bytes) -> Bytes:
    """Return one channel where all three are the same."""
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    if np.array_equal(red, green) and np.array_equal(red, blue):
        return np.ascontiguousarray(red)
    return np.ascontiguousarray(rgb)
