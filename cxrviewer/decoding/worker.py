"""The decoding process: `cxrviewer --worker decode`. It ends when its standard input does."""

import faulthandler
import os
import signal
import sys
from contextlib import suppress
from typing import BinaryIO

import numpy as np

from cxrviewer.decoding.codecs import decode_frame
from cxrviewer.decoding.limits import limit_memory
from cxrviewer.decoding.messages import Message, receive, send
from cxrviewer.decoding.pictures import decode_picture
from cxrviewer.decoding.records import DecodedPicture, FrameRequest, PictureRequest
from cxrviewer.decoding.region import SharedBytes, attach

# The parent kills a child in time; this ends one whose parent is gone
_ORPHAN_LIMIT_FACTOR = 2


def serve() -> int:
    """Answer requests until there are none; returns the exit status."""
    requests, answers = _private_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory()
    with open(os.devnull, "wb") as nowhere, suppress(BrokenPipeError):  # noqa: PTH123 - a device
        send(answers, {"ready": True})
        while (message := receive(requests)) is not None:
            faulthandler.dump_traceback_later(
                message["limit_s"] * _ORPHAN_LIMIT_FACTOR, exit=True, file=nowhere
            )
            answer = _answer(message)
            faulthandler.cancel_dump_traceback_later()
            send(answers, answer)
    return 0


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output for the messages; what codecs read and print there goes nowhere."""
    sys.stdout.flush()
    pipes = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    return pipes


def _answer(message: Message) -> Message:
    """Decode what a message asks for; the pixels go into the shared memory, behind the stream."""
    try:
        with attach(message["region"], message["size"]) as region:
            return _decoded(message, region)
    except MemoryError:
        return {"refusal": "memory"}
    except Exception as error:  # noqa: BLE001 - each codec has its own error class
        return {"refusal": type(error).__name__}


def _decoded(message: Message, region: SharedBytes) -> Message:
    """Decode into the region and say what lies there."""
    stream = bytearray(message["length"])
    region.take(0, memoryview(stream))
    picture = _picture(message, stream)
    pixels = np.ascontiguousarray(picture.pixels)
    region.put(message["pixels_at"], pixels.reshape(-1).view(np.uint8).data)
    return {"shape": pixels.shape, "dtype": pixels.dtype.str, **picture.remarks()}


def _picture(message: Message, stream: bytearray) -> DecodedPicture:
    """Decode a stream by what it is."""
    if message["work"] == FrameRequest.__name__:
        return decode_frame(stream, FrameRequest(**message["request"]))
    return decode_picture(stream, PictureRequest(**message["request"]))
