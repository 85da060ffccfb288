"""TLS as the profile of PS3.15 B.12 has it: both sides show certificates, 1.2 is the oldest version."""

import ssl
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import CxrviewerError


@dataclass(frozen=True, slots=True)
class Files:
    """Files of TLS, PEM.

    Attributes
    ----------
    certificate, key
        Own certificate and its key, which may lie in the same file.
    authorities
        Certificates of who signs those of peers.
    """

    certificate: Path | None = None
    key: Path | None = None
    authorities: Path | None = None


def server_context(files: Files) -> ssl.SSLContext | None:
    """Return the context of a listener; None where no files are given.

    With authorities a peer needs a certificate, too.

    Raises
    ------
    CxrviewerError
        If a file cannot be used, or that of the certificate is missing.
    """
    if files.certificate is None:
        if files != Files():
            raise CxrviewerError("a listener by TLS needs a certificate of its own (--tls-cert)")
        return None
    return _filled(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), files)


def client_context(files: Files) -> ssl.SSLContext:
    """Return the context of what sends: the peer must show a certificate for its host name.

    Without authorities those count that this machine trusts.

    Raises
    ------
    CxrviewerError
        If a file cannot be used.
    """
    trusting = files.authorities is None
    return _filled(
        ssl.create_default_context() if trusting else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), files
    )


def _filled(context: ssl.SSLContext, files: Files) -> ssl.SSLContext:
    """Load the files into a context."""
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if files.certificate is not None:
            context.load_cert_chain(files.certificate, files.key)
        if files.authorities is not None:
            context.load_verify_locations(files.authorities)
            context.verify_mode = ssl.CERT_REQUIRED
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CxrviewerError(f"the files of TLS cannot be used: {reason}") from error
    return context
