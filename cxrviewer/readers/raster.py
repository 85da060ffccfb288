"""PNG, JPEG and TIFF files as an `Image`."""

from pathlib import Path

from PIL import Image as Pillow

from cxrviewer.decoding import DecodedPicture, DecodingError, PictureRequest, decode
from cxrviewer.errors import ReadError
from cxrviewer.readers.files import OpenFile, check_frame_size, hashing
from cxrviewer.study import Image, ImageSource, Photometric

MAX_PICTURE_FILE_BYTES = 2**29
_BYTES_PER_PIXEL = 4
_MOST_PAGES = 1000

# The reader has its own limit of size, with its own sentence
Pillow.MAX_IMAGE_PIXELS = None


def read_raster(film: OpenFile, kind: str, frame: int) -> Image:
    """Decode one picture of a PNG, JPEG or TIFF file.

    Grey of 8 or 16 bits, 32-bit integers and floats stay as they are; colour pictures whose three channels
    are equal become grey, others 8-bit RGB. The orientation of EXIF or TIFF is applied.

    Parameters
    ----------
    film
        The file.
    kind
        "PNG", "JPEG" or "TIFF".
    frame
        One-based page of a TIFF.

    Raises
    ------
    ReadError
        If the file is damaged, too large or has no such page.
    """
    if film.size > MAX_PICTURE_FILE_BYTES:
        raise ReadError(film.path, f"is too large ({film.size / 2**20:.0f} MiB; the limit is 512 MiB)")
    try:
        rows, columns, frames = raster_size(film, kind, frame)
        _check_page(film.path, frame, frames)
        check_frame_size(film.path, rows, columns, _BYTES_PER_PIXEL)
        with hashing(film) as sha256:
            picture = decode(PictureRequest(kind, frame, rows, columns), film.content.read(0, film.size))
            source = ImageSource(film.path, frame, frames, sha256(), kind)
    except DecodingError as error:
        raise ReadError(film.path, error.reason) from error
    picture.pixels.flags.writeable = False
    return Image(source, picture.pixels, _photometric(picture), notices=picture.notices)


def raster_size(film: OpenFile, kind: str, frame: int = 1) -> tuple[int, int, int]:
    """Return rows and columns of a page, and how many pages there are (of a TIFF, up to 1,000).

    Raises
    ------
    ReadError
        If the file is damaged before its pixels.
    """
    film.content.stream.seek(0)
    try:
        with Pillow.open(film.content.stream, formats=[kind]) as opened:
            pages = _pages(opened) if kind == "TIFF" else 1
            if 1 <= frame <= pages:
                opened.seek(frame - 1)
            return opened.height, opened.width, pages
    except Exception as error:  # Pillow raises anything on damaged files
        raise ReadError(film.path, f"is damaged: no {kind} header can be read") from error


def _pages(opened: Pillow.Image) -> int:
    """Count the pages of a TIFF, up to `_MOST_PAGES`."""
    pages = 1
    while pages < _MOST_PAGES:
        try:
            opened.seek(pages)
        except EOFError:
            break
        pages += 1
    return pages


def _check_page(path: Path, frame: int, frames: int) -> None:
    """Refuse a page that is not there."""
    if not 1 <= frame <= frames:
        raise ReadError(path, f"has no frame {frame} (it has {frames})")


def _photometric(picture: DecodedPicture) -> Photometric:
    """Return the polarity of decoded pixels."""
    if picture.pixels.ndim == 3:
        return Photometric.RGB
    return Photometric.MONOCHROME1 if picture.inverted else Photometric.MONOCHROME2
