"""Code streams of DICOM -> samples: for each transfer syntax the fastest decoder, and a second one.

CPU time of one core for 3000 x 3000 pixels of 14 bits (8 and 12 for lossy JPEG); see docs/adr.

============================  ===========================  ====================
transfer syntax               first                        second
============================  ===========================  ====================
RLE                           imagecodecs 15 ms            pylibjpeg-rle
JPEG baseline, extended       imagecodecs 11 / 58 ms       gdcm 71 ms / none
JPEG lossless (.57, .70)      imagecodecs 55 ms            gdcm 277 ms
JPEG-LS                       imagecodecs 163 ms           gdcm 318 ms
JPEG 2000                     imagecodecs 563 ms, 2 cores  pylibjpeg-openjpeg
HTJ2K                         OpenJPH 46 ms                OpenJPEG 107 ms
============================  ===========================  ====================

Each import is where it is needed: a process that never meets a syntax never loads its decoder.
"""

import math
from collections.abc import Callable
from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt

from cxrviewer.decoding.records import DecodedPicture, FrameRequest

Samples = npt.NDArray[Any]
Stream = bytes | bytearray
Decoder = Callable[[Stream, FrameRequest], Samples]

RLE = "1.2.840.10008.1.2.5"
JPEG_BASELINE, JPEG_EXTENDED = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"
JPEG_LOSSLESS, JPEG_LOSSLESS_SV1 = "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70"
JPEG_LS_LOSSLESS, JPEG_LS_NEAR = "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"
JPEG_2000_LOSSLESS, JPEG_2000 = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"
HTJ2K_LOSSLESS, HTJ2K_RPCL, HTJ2K = (f"1.2.840.10008.1.2.4.{number}" for number in (201, 202, 203))
_THREADS = 2


def decode_frame(stream: Stream, request: FrameRequest) -> DecodedPicture:
    """Decode one frame by the decoders of its transfer syntax.

    Raises
    ------
    Exception
        Of the last decoder, if none takes it.
    ValueError
        If the frame has another size than was asked for.
    """
    return decode_by(DECODERS[request.syntax], stream, request)


def decode_by(
    decoders: tuple[Decoder, Decoder | None], stream: Stream, request: FrameRequest
) -> DecodedPicture:
    """Decode one frame by the first decoder; if it refuses the frame, by the second one."""
    first, second = decoders
    try:
        samples, refused = first(stream, request), False
    except Exception:
        if second is None:
            raise
        samples, refused = second(stream, request), True
    return DecodedPicture(_checked(samples, request), second_decoder=refused)


def _checked(samples: Samples, request: FrameRequest) -> Samples:
    """Return unsigned samples of the size that was asked for."""
    size = (request.rows, request.columns, *([request.samples] if request.samples > 1 else []))
    if samples.shape != size or samples.dtype.kind not in "iu":
        raise ValueError("another size than asked for")
    native = samples.astype(samples.dtype.newbyteorder("="), copy=False)
    return native.view(native.dtype.str.replace("i", "u"))


def _rle(stream: Stream, request: FrameRequest) -> Samples:
    """Decode RLE (PS3.5 G): byte planes, most significant first, sample by sample."""
    cell = np.dtype(f"<u{request.bits_allocated // 8}")
    shape = (request.samples, request.rows, request.columns)
    data = np.zeros(math.prod(shape) * cell.itemsize, np.uint8)
    imagecodecs.dicomrle_decode(stream, cell, out=data.data)
    return _together(data.view(cell).reshape(shape))


def _rle_second(stream: Stream, request: FrameRequest) -> Samples:
    """Decode RLE by pylibjpeg-rle."""
    from rle.utils import decode_frame as decode_planes  # type: ignore[attr-defined]  # noqa: PLC0415

    cell = np.dtype(f"<u{request.bits_allocated // 8}")
    data = decode_planes(bytes(stream), request.rows * request.columns, request.bits_allocated, "<")
    return _together(np.frombuffer(data, cell).reshape(request.samples, request.rows, request.columns))


def _together(planes: Samples) -> Samples:
    """Return the samples of planes beside each other."""
    return planes[0] if planes.shape[0] == 1 else np.ascontiguousarray(np.moveaxis(planes, 0, -1))


def _jpeg(stream: Stream, request: FrameRequest) -> Samples:
    """Decode lossy JPEG of 8 or 12 bits to grey or RGB."""
    colours = "RGB" if request.samples == 3 and request.stored_rgb else None
    return np.asarray(imagecodecs.jpeg8_decode(stream, colorspace=colours, outcolorspace=colours))


def _jpeg_lossless(stream: Stream, request: FrameRequest) -> Samples:
    """Decode JPEG lossless, whose colours are never transformed."""
    colours = "RGB" if request.samples == 3 else None
    return np.asarray(imagecodecs.jpeg8_decode(stream, colorspace=colours, outcolorspace=colours))


def _gdcm(stream: Stream, request: FrameRequest) -> Samples:
    """Decode any JPEG or JPEG-LS by gdcm, grey only: it does not tell what it has done to colours."""
    from pydicom.encaps import encapsulate  # noqa: PLC0415
    from pydicom.pixels.decoders.base import get_decoder  # noqa: PLC0415
    from pydicom.uid import UID  # noqa: PLC0415

    if request.samples != 1:
        raise ValueError("colours")
    options: Any = {
        "rows": request.rows,
        "columns": request.columns,
        "samples_per_pixel": 1,
        "photometric_interpretation": "MONOCHROME2",
        "pixel_representation": int(request.signed),
        "bits_allocated": request.bits_allocated,
        "bits_stored": request.bits_stored,
        "number_of_frames": 1,
        "pixel_keyword": "PixelData",
    }
    decoder = get_decoder(UID(request.syntax))
    samples, _ = decoder.as_array(
        encapsulate([bytes(stream)]), index=0, raw=True, decoding_plugin="gdcm", **options
    )
    return samples


def _jpeg_ls(stream: Stream, _request: FrameRequest) -> Samples:
    """Decode JPEG-LS."""
    return np.asarray(imagecodecs.jpegls_decode(stream))


def _jpeg_2000(stream: Stream, _request: FrameRequest) -> Samples:
    """Decode JPEG 2000; colour transforms of the stream are undone."""
    return np.asarray(imagecodecs.jpeg2k_decode(stream, numthreads=_THREADS))


def _jpeg_2000_second(stream: Stream, _request: FrameRequest) -> Samples:
    """Decode JPEG 2000 by pylibjpeg-openjpeg."""
    import openjpeg.utils  # noqa: PLC0415

    return np.asarray(openjpeg.utils.decode(bytes(stream)))


def _htj2k(stream: Stream, _request: FrameRequest) -> Samples:
    """Decode high-throughput JPEG 2000."""
    return np.asarray(imagecodecs.htj2k_decode(stream))


DECODERS: dict[str, tuple[Decoder, Decoder | None]] = {
    RLE: (_rle, _rle_second),
    JPEG_BASELINE: (_jpeg, _gdcm),
    JPEG_EXTENDED: (_jpeg, _gdcm),
    JPEG_LOSSLESS: (_jpeg_lossless, _gdcm),
    JPEG_LOSSLESS_SV1: (_jpeg_lossless, _gdcm),
    JPEG_LS_LOSSLESS: (_jpeg_ls, _gdcm),
    JPEG_LS_NEAR: (_jpeg_ls, _gdcm),
    JPEG_2000_LOSSLESS: (_jpeg_2000, _jpeg_2000_second),
    JPEG_2000: (_jpeg_2000, _jpeg_2000_second),
    HTJ2K_LOSSLESS: (_htj2k, _jpeg_2000),
    HTJ2K_RPCL: (_htj2k, _jpeg_2000),
    HTJ2K: (_htj2k, _jpeg_2000),
}
