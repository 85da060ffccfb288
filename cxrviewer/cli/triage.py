"""`cxrviewer triage`: a folder of films becomes a worklist sorted by urgency."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxrviewer.cli.chosen_models import chosen_models
from cxrviewer.cli.interrupts import interruptible
from cxrviewer.cli.options import Device, Kind, ModelFolder
from cxrviewer.cli.sending import Send, SendTo, StowTo, sending_named
from cxrviewer.inference.devices import DeviceChoice, resolve_device
from cxrviewer.quiet import libraries_silent
from cxrviewer.study import ReadAs


class EngineName(StrEnum):
    """Where workers run."""

    LOCAL = "local"
    DASK = "dask"


if TYPE_CHECKING:
    from cxrviewer.triage.engine import Engine
    from cxrviewer.triage.running import Event
    from cxrviewer.triage.work import Equipment

Inputs = Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="Films or folders of films.")]
Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="Folder of the batch; run again to go on.")
]
PolicyFile = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help="What makes urgent (docs/triage.md).")
]
PriorityFile = Annotated[
    Path | None,
    typer.Option("--priorities", metavar="FILE", help="CSV with file and priority, e.g. STAT."),
]
Save = Annotated[
    str,
    typer.Option(
        metavar="NAMES", help="Also write of each film, with commas: sr, seg, masks, heatmaps, pdf, png …"
    ),
]
Parquet = Annotated[bool, typer.Option("--parquet", help="Write worklist.parquet, too; needs pyarrow.")]
EngineChoice = Annotated[
    EngineName, typer.Option("--engine", help="local: worker processes here; dask: workers of a cluster.")
]
Scheduler = Annotated[
    str,
    typer.Option(metavar="tcp://…", help="The scheduler of --engine dask; by default one is started here."),
]
Workers = Annotated[int, typer.Option(min=0, help="Worker processes; 0 for one a core.")]
OneForAll = Annotated[
    bool | None,
    typer.Option(
        "--one-inference-process/--own-networks",
        help="One process runs the networks of all workers; by default on a GPU.",
    ),
]
WatchOn = Annotated[
    bool, typer.Option("--watch", help="Go on with films that come into the folders, until Ctrl-C.")
]
Settle = Annotated[
    float,
    typer.Option(min=0, metavar="N", help="Watching, take a file that has not changed for N seconds."),
]
Retry = Annotated[bool, typer.Option("--retry", help="Try films again that failed before.")]


def print_event(event: "Event") -> None:
    """Print one line for each film as soon as its result is safe; reasons of failures go to stderr."""
    from cxrviewer.triage.case import CaseStatus
    from cxrviewer.triage.running import Noted, Started

    if isinstance(event, Noted):
        print(f"cxrviewer: {event.words}", file=sys.stderr, flush=True)
        return
    if isinstance(event, Started):
        if event.message:
            print(f"cxrviewer: {event.message}", file=sys.stderr)
        print(f"{event.films} films, {event.pending} to analyse", flush=True)
        return
    outcome = event.outcome
    said = "the same content as another film" if outcome is None else outcome.status.value
    print(f"[{event.number}/{event.pending}] {event.path}: {said}", flush=True)
    if outcome is not None and outcome.status is CaseStatus.FAILED:
        print(f"cxrviewer: {event.path}: {outcome.reason}", file=sys.stderr, flush=True)


def _engine(
    name: EngineName, equipment: "Equipment", scheduler: str, workers: int, one_for_all: bool | None
) -> "Engine":
    """Return the engine that is asked for."""
    from cxrviewer.triage.engine import require_dask
    from cxrviewer.triage.local_engine import LocalEngine

    if name is EngineName.DASK:
        if one_for_all:
            raise typer.BadParameter("goes with --engine local", param_hint="--one-inference-process")
        require_dask()
        from cxrviewer.triage.dask_engine import DaskEngine

        return DaskEngine(equipment, scheduler, workers)
    if scheduler:
        raise typer.BadParameter("goes with --engine dask", param_hint="--scheduler")
    return LocalEngine(equipment, workers, one_for_all=one_for_all)


def triage(
    inputs: Inputs,
    output: Output,
    policy: PolicyFile = None,
    priorities: PriorityFile = None,
    models: ModelFolder = None,
    device: Device = DeviceChoice.AUTO,
    read_as: Kind = ReadAs.AUTO,
    retry: Retry = False,
    workers: Workers = 0,
    one_inference_process: OneForAll = None,
    save: Save = "",
    parquet: Parquet = False,
    engine: EngineChoice = EngineName.LOCAL,
    scheduler: Scheduler = "",
    watch: WatchOn = False,
    settle: Settle = 5.0,
    send_to: SendTo = "",
    stow: StowTo = "",
    send: Send = "sr",
) -> None:
    """Sort many films by urgency into a worklist.

    Writes worklist.csv, results.jsonl and summary.html. Interrupted, it goes on from there when run again.
    """
    from cxrviewer.processes import prepare_processes

    if engine is EngineName.LOCAL:
        prepare_processes()
    from cxrviewer.export.formats import UnknownFormatError
    from cxrviewer.serving.delivering import sending_on
    from cxrviewer.triage import read_policy
    from cxrviewer.triage.priorities import read_priorities
    from cxrviewer.triage.running import Order, failed, run_batch
    from cxrviewer.triage.saving import saves_named
    from cxrviewer.triage.table import require_parquet
    from cxrviewer.triage.watching import Watch, watch_batch
    from cxrviewer.triage.work import Equipment

    table = {} if priorities is None else read_priorities(priorities)
    sending = sending_named(send_to, stow, send)
    try:
        saves = saves_named(",".join((save, *(sending.names if sending else ()))), output)
    except UnknownFormatError as error:
        raise typer.BadParameter(str(error), param_hint="--save") from error
    if parquet:
        require_parquet()
    order = Order(tuple(inputs), output, read_policy(policy), table, retry, saves.words, parquet)
    equipment = Equipment(chosen_models(models), resolve_device(device), read_as, saves=saves)
    with (
        libraries_silent(),
        interruptible() as context,
        sending_on(output, sending, print_event, context),
    ):
        workplace = _engine(engine, equipment, scheduler, workers, one_inference_process)
        if watch:
            entries = watch_batch(order, workplace, print_event, context, Watch(settle_s=settle))
        else:
            entries = run_batch(order, workplace, print_event, context)
        print(f"the worklist: {output / 'worklist.csv'}", flush=True)
    raise typer.Exit(1 if failed(entries) else 0)
