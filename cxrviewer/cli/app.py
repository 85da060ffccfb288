"""The commands put together; errors become one line and an exit status.

Exit status: 0 all done, 1 some inputs failed (the rest is done and written), 2 wrong usage, 130
interrupted.
"""

import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from cxrviewer import __version__
from cxrviewer.cli.analyse import analyse
from cxrviewer.cli.anonymise import anonymise
from cxrviewer.cli.check_data import check_data
from cxrviewer.cli.compare import compare
from cxrviewer.cli.evaluate import evaluate
from cxrviewer.cli.export import export
from cxrviewer.cli.import_annotations import import_annotations
from cxrviewer.cli.models import models
from cxrviewer.cli.render import render
from cxrviewer.cli.robustness import robustness
from cxrviewer.cli.runs import runs
from cxrviewer.cli.self_test import self_test
from cxrviewer.cli.serve import serve
from cxrviewer.cli.texture import texture
from cxrviewer.cli.train import train
from cxrviewer.cli.triage import triage
from cxrviewer.errors import CxrviewerError, without_training
from cxrviewer.jobs import JobCancelledError
from cxrviewer.study import NOT_FOR_CLINICAL_USE

SOME_FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130


@dataclass(frozen=True, slots=True)
class Windows:
    """What opens the window; handed in, because the command line does not import Qt."""

    view: Callable[[Sequence[Path]], int]
    snapshot: Callable[[Sequence[Path], Path, Path, float], int]


def _version(asked: bool) -> None:
    """Print the version and leave."""
    if asked:
        print(f"cxrviewer {__version__}. {NOT_FOR_CLINICAL_USE}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Viewer for chest radiographs with lung mask, classification, Grad-CAM and texture.

    Without a command the window opens on the PATHs given. Not for clinical use.
    """


def _add_window_commands(app: typer.Typer, windows: Windows) -> None:
    """Add the two commands that open the window."""

    @app.command()
    def view(
        paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders to open.")] = None,
    ) -> None:
        """Open the window."""
        raise typer.Exit(windows.view(paths or []))

    @app.command()
    def snapshot(
        paths: Annotated[list[Path], typer.Argument(help="Files and folders to open.")],
        output: Annotated[Path, typer.Option("--output", "-o", help="Folder for window.png and report.pdf.")],
        timeout_s: Annotated[
            float, typer.Option("--timeout", help="Seconds to wait for the analysis.")
        ] = 120,
    ) -> None:
        """Write the window's picture and the report."""
        status = windows.snapshot(paths, output / "window.png", output / "report.pdf", timeout_s)
        if status == 0:
            print(f"the window's picture: {output / 'window.png'}\nthe report: {output / 'report.pdf'}")
        raise typer.Exit(status)


def build_app(windows: Windows) -> typer.Typer:
    """Return the command line."""
    app = typer.Typer(
        name="cxrviewer", rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False
    )
    app.callback()(_root)
    _add_window_commands(app, windows)
    for command in (
        render,
        analyse,
        export,
        import_annotations,
        anonymise,
        texture,
        check_data,
        train,
        evaluate,
        compare,
        robustness,
        triage,
        self_test,
        serve,
    ):
        app.command()(command)
    app.add_typer(models, name="models")
    app.add_typer(runs, name="runs")
    return app


@cache
def _program(windows: Windows) -> Callable[..., int | None]:
    """Return what runs a command; made once, as reading the signatures of all commands takes its time."""
    return typer.main.get_command(build_app(windows)).main


def _told(error: Exception) -> str:
    """Return what the user is told; an error that is a fault of the program is raised again."""
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}"
    known = error if isinstance(error, CxrviewerError) else without_training(error)
    if known is None:
        raise error
    return str(known)


def run_command_line(arguments: Sequence[str], windows: Windows) -> int:
    """Run one command and return the exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names of files need not be valid UTF-8
    try:
        status = _program(windows)(list(arguments), prog_name="cxrviewer", standalone_mode=False)
    except typer.TyperException as error:
        print(f"cxrviewer: {error.format_message()}", file=sys.stderr)
        return WRONG_USAGE
    except (CxrviewerError, ModuleNotFoundError, OSError) as error:
        print(f"cxrviewer: {_told(error)}", file=sys.stderr)
        return SOME_FAILED
    except JobCancelledError:
        status = INTERRUPTED
    if status == INTERRUPTED:
        print("cxrviewer: interrupted", file=sys.stderr)
    return int(status or 0)
