"""`cxrviewer models`: the model packages that are installed."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cxrviewer.errors import ModelError

models = typer.Typer(name="models", help="List and verify model packages.", rich_markup_mode=None)

Folder = Annotated[
    Path | None, typer.Option("--folder", help="Holds the packages; those that ship by default.")
]


def _for_each_package(folder: Path | None, describe: Callable[[Path], str]) -> None:
    """Print a line for each package; a broken one is reported and the others still have their turn."""
    from cxrviewer.inference.package import package_folders
    from cxrviewer.locations import models_folder

    root, failed = folder or models_folder(), False
    packages = package_folders(root)
    if not packages:
        raise ModelError(root, "holds no model package")
    for package in packages:
        try:
            print(describe(package))
        except ModelError as error:
            failed = True
            print(f"cxrviewer: {error}", file=sys.stderr)
    raise typer.Exit(1 if failed else 0)


def _card_in_short(package: Path) -> str:
    """Return a package's name, task and main figures."""
    from cxrviewer.inference.card import read_card

    card = read_card(package)
    main = card.metrics[:2]
    figures = ", ".join(f"{m.name} {m.value:.3f} ({m.low:.3f} to {m.high:.3f})" for m in main)
    return f"{card.name} {card.version}  {card.task}, {card.architecture}; {figures or 'not measured'}"


def _verified(package: Path) -> str:
    """Verify a package and return how well its two runtimes agree."""
    from cxrviewer.inference.verification import verify_package

    gap = verify_package(package)
    return f"{package.name}: ok (ONNX Runtime and torch differ by at most {gap:.1e})"


@models.command("list")
def list_models(folder: Folder = None) -> None:
    """List the packages with their tasks and main figures."""
    _for_each_package(folder, _card_in_short)


def _network_in_short(name: str) -> str:
    """Return what a network is for, what it takes and how it is explained."""
    from cxrviewer.inference.networks import NETWORKS

    entry = NETWORKS[name]
    size = f"{entry.input.side} x {entry.input.side}"
    explained = "" if not entry.gradcam_layer else "; Grad-CAM " + ("exact" if entry.head else "by gradients")
    return f"{name}  {entry.task}, {size}; {entry.title}{explained}"


@models.command("networks")
def list_networks() -> None:
    """List the networks that a package may be made of, by the names that cards and presets give them."""
    from cxrviewer.inference.networks import NETWORKS

    for name in NETWORKS:
        print(_network_in_short(name))


@models.command()
def verify(folder: Folder = None) -> None:
    """Check every package: card, hashes, weights, golden output in ONNX Runtime and in torch."""
    _for_each_package(folder, _verified)


@models.command()
def recalibrate(
    package: Annotated[Path, typer.Argument(help="Folder of the package, a classifier or a gate.")],
    data: Annotated[Path, typer.Argument(help="The data set that it was trained on.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the next version.")],
) -> None:
    """Make a package's next version with operating points, uncertain bands and known films in its card."""
    from cxrviewer.inference.package import read_package
    from cxrviewer.jobs import JobContext
    from cxrviewer.training.recalibration import recalibrate as make_next_version

    made = make_next_version(read_package(package), data, output, JobContext())
    print(f"the model package: {made.folder}")
