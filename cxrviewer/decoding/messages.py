"""Messages over a pipe: a length of four bytes, then JSON."""

import json
import struct
from typing import Any, BinaryIO

Message = dict[str, Any]

_LENGTH = struct.Struct(">I")
_LONGEST = 2**20


def send(stream: BinaryIO, message: Message) -> None:
    """Write one message.

    Raises
    ------
    OSError
        If nobody reads any more.
    """
    data = json.dumps(message).encode()
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO) -> Message | None:
    """Read one message; None where the other side has ended, or what it says is no message."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    data = stream.read(length) if length <= _LONGEST else b""
    if len(data) < length or length > _LONGEST:
        return None
    message = json.loads(data)
    return message if isinstance(message, dict) else None
