"""Where results are sent on to, as it is typed."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cxrviewer.serving.courier import Sending
    from cxrviewer.serving.remote import Remote
    from cxrviewer.serving.tls import Files

_AE_TITLE = re.compile(r"[ -\[\]-~]{1,16}")  # PS3.5 6.2, AE: no backslash, no control characters

OWN_TITLE = "CXRVIEWER"
SendTo = Annotated[str, typer.Option("--send-to", metavar="AE@HOST:PORT", help="Send results on by C-STORE.")]
StowTo = Annotated[str, typer.Option("--stow", metavar="URL", help="Send results on by STOW-RS.")]
Send = Annotated[str, typer.Option(metavar="NAMES", help="What is sent on, with commas: sr, seg, gsps, sc.")]


def ae_title_named(title: str, option: str) -> str:
    """Return an AE title without spaces around it (PS3.5 6.2)."""
    if not _AE_TITLE.fullmatch(title) or not title.strip():
        raise typer.BadParameter("an AE title has 1 to 16 letters of ASCII, no backslash", param_hint=option)
    return title.strip()


def sending_named(
    send_to: str,
    stow_url: str,
    names: str,
    title: str = OWN_TITLE,
    files: "Files | None" = None,
    *,
    by_tls: bool = False,
) -> "Sending | None":
    """Return what is sent on and where; None for nowhere.

    Parameters
    ----------
    send_to, stow_url, names
        As typed; empty for nowhere.
    title
        Own AE title.
    files
        Certificates; None for none of one's own.
    by_tls
        Whether C-STORE goes by TLS.
    """
    if not send_to and not stow_url:
        return None
    from cxrviewer.export.formats import UnknownFormatError, formats_named
    from cxrviewer.serving.courier import Sending
    from cxrviewer.serving.tls import Files

    remote = _remote(send_to, stow_url, title, files or Files(), by_tls=by_tls)
    try:
        formats = formats_named(names)
    except UnknownFormatError as error:
        raise typer.BadParameter(str(error), param_hint="--send") from error
    wrong = [one.name for one in formats if not one.refers]
    if wrong:
        raise typer.BadParameter(f"{wrong[0]} is no DICOM object", param_hint="--send")
    return Sending(remote, tuple(one.name for one in formats))


def _remote(send_to: str, stow_url: str, title: str, files: "Files", *, by_tls: bool) -> "Remote":
    """Return where results go."""
    from cxrviewer.serving.store_user import store_user
    from cxrviewer.serving.stow import stow
    from cxrviewer.serving.tls import client_context

    if send_to and stow_url:
        raise typer.BadParameter("one of the two", param_hint="--send-to, --stow")
    if stow_url:
        return stow(stow_url, client_context(files))
    return store_user(send_to, title, client_context(files) if by_tls else None)
