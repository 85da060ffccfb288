"""Sends objects by STOW-RS (PS3.18 10.5)."""

import json
import os
import secrets
import ssl
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from pydicom.dataset import FileDataset

from cxrviewer.errors import CxrviewerError
from cxrviewer.serving.remote import RejectedError, UnreachableError

AUTHORIZATION = "CXRVIEWER_STOW_AUTHORIZATION"
"""The variable of the environment that holds the header Authorization, where one is needed."""

_LIMIT_S = 30.0
_LONGEST_ANSWER = 2**20
_FAILED = "00081198"  # Failed SOP Sequence
_LATER = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)


class _NoRedirects(HTTPRedirectHandler):
    """Patients' data go to where the user said, and nowhere else."""

    def redirect_request(self, *_arguments: object) -> None:
        """Follow none."""


@dataclass(frozen=True, slots=True)
class Stow:
    """A service of DICOMweb; see `Remote`.

    Attributes
    ----------
    url
        Of the service, without `/studies`.
    opener
        Makes requests.
    """

    url: str
    opener: OpenerDirector = field(repr=False)

    @property
    def name(self) -> str:
        """See `Remote`."""
        return self.url

    def send(self, content: bytes, dataset: FileDataset) -> None:
        """See `Remote`."""
        try:
            with self.opener.open(_request(self.url, content), timeout=_LIMIT_S) as answer:
                body = answer.read(_LONGEST_ANSWER)
        except HTTPError as error:
            error.close()
            words = f"answered {error.code} {error.reason}"
            if error.code in _LATER or not 400 <= error.code < 500:
                raise UnreachableError(words) from error
            raise RejectedError(words) from error
        except URLError as error:
            raise UnreachableError(f"cannot be reached ({_words(error.reason)})") from error
        except (OSError, HTTPException) as error:
            raise UnreachableError(f"cannot be reached ({_words(error)})") from error
        if _has_failed(body):
            raise RejectedError("has not stored the object")


def stow(url: str, tls: ssl.SSLContext) -> Stow:
    """Return the service at a URL.

    Raises
    ------
    CxrviewerError
        If that is no URL of http or https, or holds a password.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise CxrviewerError(f"{url}: is no URL of http or https")
    if parts.username or parts.password:
        raise CxrviewerError(f"a URL must not hold a password; {AUTHORIZATION} may hold the header for it")
    opener = build_opener(_NoRedirects, ProxyHandler({}), HTTPSHandler(context=tls))
    return Stow(url.rstrip("/").removesuffix("/studies"), opener)


def _request(url: str, content: bytes) -> Request:
    """Return the request that stores one object (multipart/related, PS3.18 8.6.1.2)."""
    boundary = secrets.token_hex(16)
    head = f"--{boundary}\r\nContent-Type: application/dicom\r\n\r\n".encode()
    body = b"".join((head, content, f"\r\n--{boundary}--\r\n".encode()))
    headers = {
        "Content-Type": f'multipart/related; type="application/dicom"; boundary={boundary}',
        "Accept": "application/dicom+json",
    }
    if authorization := os.environ.get(AUTHORIZATION):
        headers["Authorization"] = authorization
    return Request(f"{url}/studies", data=body, headers=headers, method="POST")  # noqa: S310 - checked by `stow`


def _has_failed(body: bytes) -> bool:
    """Whether a service that answered success lists the object as failed (PS3.18 table I.2-1)."""
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and bool(answer.get(_FAILED, {}).get("Value"))


def _words(error: object) -> str:
    """Return the words of an error."""
    return str(getattr(error, "strerror", None) or type(error).__name__)
