"""Data sets as files, and the UIDs of what this program writes."""

import hashlib
import io
from uuid import uuid4

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from cxrviewer import __version__


def content_uid(kind: str, content: str) -> str:
    """Return the UID of something made from this content: the same for the same content.

    It lies under 2.25 (PS3.5 B.2), a UUID of version 8 from the hash.
    """
    number = int.from_bytes(hashlib.sha256(f"{kind} {content}".encode()).digest()[:16], "big")
    number = number & ~(0xF << 76) | 8 << 76
    number = number & ~(0x3 << 62) | 2 << 62
    return f"2.25.{number}"


def new_uid() -> str:
    """Return a UID that nothing else has (PS3.5 B.2)."""
    return f"2.25.{uuid4().int}"


def encoded(dataset: Dataset, syntax: UID = ExplicitVRLittleEndian) -> bytes:
    """Return the file of a data set: preamble, meta information, data set (PS3.10 section 7)."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = syntax
    meta.ImplementationClassUID = UID(content_uid("implementation", "cxrviewer"))
    meta.ImplementationVersionName = f"CXRVIEWER {__version__}"[:16]
    stream = io.BytesIO()
    FileDataset(stream, dataset, file_meta=meta, preamble=b"\0" * 128).save_as(
        stream, enforce_file_format=True
    )
    return stream.getvalue()
