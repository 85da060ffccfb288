"""`cxrviewer self-test`: whether the installed program works on this machine."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxrviewer.quiet import libraries_silent

if TYPE_CHECKING:
    from cxrviewer.self_test.record import CheckResult


def _print(result: "CheckResult") -> None:
    """Print a line; failures go to standard error."""
    if result.passed:
        print(f"ok      {result.name}: {result.words}", flush=True)
    else:
        print(f"FAILED  {result.name}: {result.words}", file=sys.stderr, flush=True)


def self_test(
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the report there as well.")
    ] = None,
) -> None:
    """Check that codecs, models, databases, exports, window and worker processes work on this machine.

    It needs neither a network nor a screen and touches nothing of yours. The exit status is 1 if anything
    fails.
    """
    from cxrviewer.export import write_json
    from cxrviewer.self_test.running import run_self_test

    with libraries_silent():
        done = run_self_test(_print)
    if json_file is not None:
        write_json(json_file, done.record())
    failed = len(done.failures)
    print(f"{len(done.results)} checks, " + (f"{failed} failed" if failed else "all passed"))
    raise typer.Exit(1 if failed else 0)
