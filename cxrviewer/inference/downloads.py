"""A file from the network, once: with progress, to be cancelled and gone on with, checked by its hash."""

import re
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from cxrviewer.errors import CxrviewerError, FileError
from cxrviewer.inference.package import file_sha256
from cxrviewer.jobs import JobContext

_BLOCK = 1 << 18
_TIMEOUT_S = 30
_SCHEMES = {"https", "http", "file"}
_HASH_IN_NAME = re.compile(r"-([0-9a-f]{8,64})\.\w+$")


def hash_in_name(url: str) -> str:
    """Return the first digits of the SHA-256 that the name of a published file ends in; empty without."""
    found = _HASH_IN_NAME.search(urlsplit(url).path)
    return found[1] if found else ""


def download(url: str, file: Path, context: JobContext) -> Path:
    """Fetch a file unless it is there; what an interrupted download left is gone on with.

    Parameters
    ----------
    url
        With the first digits of the file's SHA-256 at the end of its name, as torchvision publishes weights.
    file
        Where it goes, whole or not at all.
    context
        Takes progress; may cancel.

    Raises
    ------
    CxrviewerError
        If it cannot be fetched.
    FileError
        If it cannot be written, or is not the file that its name says.
    """
    if file.is_file():
        return file
    if urlsplit(url).scheme not in _SCHEMES:
        raise CxrviewerError(f"{url}: is no address that can be fetched")
    part = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _fetch(url, part, context)
        if not file_sha256(part).startswith(hash_in_name(url)):
            part.unlink()
            raise FileError(file, "is not the file that its name says (its SHA-256 differs); it was not kept")
        part.replace(file)
    except (HTTPError, URLError, TimeoutError, ConnectionError) as error:
        raise CxrviewerError(
            f"{url}: cannot be fetched ({_reason(error)}); a file of weights can be given instead"
        ) from error
    except OSError as error:
        raise FileError(part, f"cannot be written ({error.strerror})") from error
    return file


def _reason(error: OSError) -> str:
    """Return why in a few words."""
    return str(getattr(error, "reason", None) or error)


def _fetch(url: str, part: Path, context: JobContext) -> None:
    """Fetch what is missing of a file; all of it where the server cannot give a part."""
    there = part.stat().st_size if part.is_file() else 0
    request = Request(url, headers={"Range": f"bytes={there}-"} if there else {})  # noqa: S310 - see _SCHEMES
    try:
        answer = urlopen(request, timeout=_TIMEOUT_S)  # noqa: S310 - see _SCHEMES
    except HTTPError as error:
        if error.code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE or not there:
            raise
        part.unlink()  # what is there is as long as the file or longer: begin anew
        _fetch(url, part, context)
        return
    with answer:
        goes_on = answer.status == HTTPStatus.PARTIAL_CONTENT
        missing = int(answer.headers.get("Content-Length") or 0)
        done = there if goes_on else 0
        with part.open("ab" if goes_on else "wb") as handle:
            _copy(answer, handle, done, done + missing, Path(urlsplit(url).path).name, context)


def _copy(source: BinaryIO, target: BinaryIO, done: int, total: int, name: str, context: JobContext) -> None:
    """Copy block by block; a line that breaks before the end is an error."""
    while block := source.read(_BLOCK):
        target.write(block)
        done += len(block)
        context.progress(min(done / max(total, 1), 1.0), f"{name}: {done >> 20} of {total >> 20} MB fetched")
    if done < total:
        raise ConnectionError("the connection broke off")
