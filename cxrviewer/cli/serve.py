"""`cxrviewer serve`: films come from the network, results go to it."""

import ipaddress
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxrviewer.cli.chosen_models import chosen_models
from cxrviewer.cli.interrupts import interruptible
from cxrviewer.cli.options import Device, ModelFolder
from cxrviewer.cli.sending import OWN_TITLE, Send, SendTo, StowTo, ae_title_named, sending_named
from cxrviewer.cli.triage import PolicyFile, Workers, print_event
from cxrviewer.inference.devices import DeviceChoice, resolve_device
from cxrviewer.quiet import libraries_silent

if TYPE_CHECKING:
    from cxrviewer.inference.catalogue import Catalogue
    from cxrviewer.serving.courier import Sending
    from cxrviewer.serving.listener import Listening, Told
    from cxrviewer.serving.station import Triaging
    from cxrviewer.triage.running import Order

_MIB = 2**20

Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="Keeps the objects that are received.")
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="0 for any that is free.")]
Host = Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 for all of this machine.")]
Title = Annotated[
    str, typer.Option("--ae-title", metavar="AE", help="Own AE title; who calls another is refused.")
]
Allow = Annotated[
    list[str] | None,
    typer.Option(metavar="AE", help="A calling AE title that may send, and no other; again for more."),
]
MaxMb = Annotated[int, typer.Option("--max-mb", min=1, max=2047, help="Largest data set, in MB.")]
MaxAssociations = Annotated[int, typer.Option(min=1, max=200, help="Associations at the same time.")]
Limit = Annotated[
    float, typer.Option("--timeout", min=1, metavar="S", help="Seconds that a peer may be silent.")
]
Certificate = Annotated[
    Path | None, typer.Option("--tls-cert", metavar="PEM", help="Listen by TLS, with this certificate.")
]
Key = Annotated[Path | None, typer.Option("--tls-key", metavar="PEM", help="The certificate's key.")]
Authorities = Annotated[
    Path | None,
    typer.Option("--tls-ca", metavar="PEM", help="Who signs peers' certificates, which are then needed."),
]
TriageTo = Annotated[
    Path | None,
    typer.Option("--triage", metavar="OUT", help="Triage what arrives; folder of the batch and worklist."),
]
SendTls = Annotated[bool, typer.Option("--send-tls", help="Send by TLS, with the same files.")]


def serve(
    output: Output,
    port: Port = 11112,
    host: Host = "127.0.0.1",
    ae_title: Title = OWN_TITLE,
    allow: Allow = None,
    max_mb: MaxMb = 512,
    max_associations: MaxAssociations = 10,
    timeout_s: Limit = 60.0,
    tls_cert: Certificate = None,
    tls_key: Key = None,
    tls_ca: Authorities = None,
    triage: TriageTo = None,
    send_to: SendTo = "",
    send_tls: SendTls = False,
    stow: StowTo = "",
    send: Send = "sr",
    policy: PolicyFile = None,
    models: ModelFolder = None,
    device: Device = DeviceChoice.AUTO,
    workers: Workers = 0,
) -> None:
    """Receive films by DICOM C-STORE, triage them, send results on; until Ctrl-C (docs/serve.md)."""
    from cxrviewer.serving.listener import Listening
    from cxrviewer.serving.station import run_station
    from cxrviewer.serving.tls import Files, server_context
    from cxrviewer.triage import read_policy
    from cxrviewer.triage.running import Order

    files = Files(tls_cert, tls_key, tls_ca)
    title = ae_title_named(ae_title, "--ae-title")
    allowed = tuple(ae_title_named(one, "--allow") for one in allow or ())
    tls = server_context(files)
    how = Listening(host, port, title, allowed, max_mb * _MIB, max_associations, timeout_s, tls)
    sending = sending_named(send_to, stow, send, title, files, by_tls=send_tls)
    if triage is None and sending is not None:
        raise typer.BadParameter("results to send come from --triage OUT", param_hint="--send-to, --stow")
    triaging = None
    if triage is not None:
        order = Order((output,), triage, read_policy(policy))
        triaging = _triaging(order, chosen_models(models), resolve_device(device), workers, sending)
    _warn(host, checked=tls is not None and tls_ca is not None)
    with libraries_silent(), interruptible() as context:
        run_station(output, how, _print, lambda found: _print_ready(how, found), triaging, context)


def _triaging(
    order: "Order", packages: "Catalogue", device: str, workers: int, sending: "Sending | None"
) -> "Triaging":
    """Return what becomes of films that arrive."""
    from cxrviewer.serving.station import Triaging
    from cxrviewer.triage.local_engine import LocalEngine
    from cxrviewer.triage.saving import saves_named
    from cxrviewer.triage.work import Equipment

    saves = saves_named(",".join(sending.names if sending else ()), order.output)
    equipment = Equipment(packages, device, saves=saves)
    engine = LocalEngine(equipment, workers)
    return Triaging(replace(order, saves=saves.words), engine, print_event, sending)


def _warn(host: str, *, checked: bool) -> None:
    """Say what everyone on the network can do where we listen for more than this machine."""
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = host == "localhost"
    if is_loopback or checked:
        return
    print(
        f"cxrviewer: {host} is open to the network: AE titles are no passwords, and without --tls-cert and "
        "--tls-ca whoever reaches this port may send films and read what is sent (docs/serve.md).",
        file=sys.stderr,
        flush=True,
    )


def _print_ready(how: "Listening", port: int) -> None:
    """Print where films may be sent to."""
    print(f"listening as {how.ae_title} at {how.host}:{port}; Ctrl-C ends", flush=True)


def _print(told: "Told") -> None:
    """Print what has come; nothing of it names a patient."""
    from cxrviewer.serving.listener import Received

    if isinstance(told, Received):
        print(f"{told.path}: {'received' if told.is_new else 'received again'} from {told.peer}", flush=True)
        return
    answer = "" if told.status is None else f"answered {told.status:#06x}: "
    print(f"cxrviewer: {told.peer}: {answer}{told.reason}", file=sys.stderr, flush=True)
