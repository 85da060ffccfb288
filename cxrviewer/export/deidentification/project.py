"""The secret of a project: a patient, UID or date becomes the same in every run, and nobody can go back."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cxrviewer.errors import FileError
from cxrviewer.locations import deidentification_project_file

_FORMAT = "cxrviewer de-identification project"
_KEY_BYTES = 32
_LEAST_DAYS, _MOST_DAYS = 365, 3650


@dataclass(frozen=True, slots=True)
class Project:
    """Replaces identifiers by keyed hashes (HMAC-SHA-256, RFC 2104); no table of them is kept anywhere.

    Attributes
    ----------
    key
        The secret, 32 bytes.
    """

    key: bytes = field(repr=False)

    def uid(self, uid: str) -> str:
        """Return the UID that stands for another: 2.25 and a UUID of version 8 (PS3.5 B.2, RFC 9562)."""
        number = int.from_bytes(self._digest("UID", uid)[:16], "big")
        number = number & ~(0xF << 76) | 8 << 76
        number = number & ~(0x3 << 62) | 2 << 62
        return f"2.25.{number}"

    def pseudonym(self, identity: str) -> str:
        """Return the name and ID that a patient gets."""
        return f"P-{self.name('patient', identity)}".upper()

    def days(self, identity: str) -> int:
        """Return by how many days all dates of a patient are moved back: 365 to 3649."""
        number = int.from_bytes(self._digest("days", identity)[:8], "big")
        return _LEAST_DAYS + number % (_MOST_DAYS - _LEAST_DAYS)

    def name(self, kind: str, text: str) -> str:
        """Return 12 lower-case letters and digits that stand for a text, for names of files and folders."""
        return base64.b32encode(self._digest(kind, text)[:8]).decode()[:12].lower()

    def _digest(self, kind: str, text: str) -> bytes:
        message = f"{kind}\0{text}".encode(errors="surrogateescape")
        return hmac.new(self.key, message, hashlib.sha256).digest()


def load_project(path: Path | None = None) -> Project:
    """Read the secret of a project; make a new one where there is none yet.

    Parameters
    ----------
    path
        The project's file; the user's own by default.

    Raises
    ------
    FileError
        If the file cannot be read or made, or is none of ours.
    """
    file = path or deidentification_project_file()
    try:
        _make(file)
        return Project(_key(file))
    except OSError as error:
        raise FileError(file, f"cannot be used ({error.strerror or error})") from error


def _make(file: Path) -> None:
    """Write a new secret that only the user may read, if there is no file."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    record = {"format": _FORMAT, "version": 1, "key": secrets.token_hex(_KEY_BYTES)}
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was faster
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(json.dumps(record) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def _key(file: Path) -> bytes:
    """Read the secret."""
    try:
        record = json.loads(file.read_text(encoding="ascii"))
        key = bytes.fromhex(record["key"]) if record["format"] == _FORMAT else b""
    except (ValueError, KeyError, TypeError) as error:
        raise FileError(file, "is no project of de-identification") from error
    if len(key) != _KEY_BYTES:
        raise FileError(file, "is no project of de-identification")
    return key
