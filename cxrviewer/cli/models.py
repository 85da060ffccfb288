"""`cxrviewer models`: the packages that ship and the user's own, and which of them the analysis uses."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxrviewer.cli.interrupts import interruptible
from cxrviewer.cli.model_exchange import export_model, import_model
from cxrviewer.errors import ModelError

if TYPE_CHECKING:
    from cxrviewer.inference.catalogue import Catalogue, Installed

models = typer.Typer(
    name="models", help="List, verify, choose, import and export model packages.", rich_markup_mode=None
)
models.command("export")(export_model)
models.command("import")(import_model)

Folder = Annotated[
    Path | None, typer.Option("--folder", help="Holds the packages; shipped ones and your own by default.")
]
Name = Annotated[str, typer.Argument(help="Of the package, as `models list` says.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the list as JSON.")]


def _catalogue(folder: Path | None) -> "Catalogue":
    """Return the packages of a folder, else those of the user."""
    from cxrviewer.inference.catalogue import Catalogue, installed_catalogue

    if folder is not None:
        return Catalogue(folder)
    catalogue = installed_catalogue()
    if catalogue.trouble:
        print(f"cxrviewer: {catalogue.trouble}", file=sys.stderr)
    return catalogue


def _rows(catalogue: "Catalogue") -> "tuple[Installed, ...]":
    """Return the list (ModelError if it is empty)."""
    from cxrviewer.inference.catalogue import list_installed

    rows = list_installed(catalogue)
    if not rows:
        raise ModelError(catalogue.shipped, "holds no model package")
    return rows


def _for_each(rows: "tuple[Installed, ...]", describe: "Callable[[Installed], str]") -> None:
    """Print a line for each package; a broken one is reported and the others still have their turn."""
    failed = False
    for row in rows:
        try:
            print(describe(row))
        except ModelError as error:
            failed = True
            print(f"cxrviewer: {error}", file=sys.stderr)
    raise typer.Exit(1 if failed else 0)


def _in_short(row: "Installed") -> str:
    """Return name, task, main figures, origin and use of a package (ModelError if it is broken)."""
    from cxrviewer.inference.card import read_card
    from cxrviewer.training.packages.listing import figures_text

    card = row.card or read_card(row.folder)
    marks = [] if row.shipped else ["your own"]
    marks += ["in use"] if row.in_use else []
    ended = f"  [{', '.join(marks)}]" if marks else ""
    return f"{card.name} {card.version}  {card.task}, {card.architecture}; {figures_text(card)}{ended}"


def _verified(row: "Installed") -> str:
    """Verify a package and return how well its two runtimes agree."""
    from cxrviewer.inference.verification import verify_package

    gap = verify_package(row.folder)
    return f"{row.name}: ok (ONNX Runtime and torch differ by at most {gap:.1e})"


@models.command("list")
def list_models(folder: Folder = None, as_json: AsJson = False) -> None:
    """List the packages with tasks, main figures with 95 % intervals, and which are in use."""
    from cxrviewer.training.packages.listing import SCHEMA_VERSION, installed_record

    rows = _rows(_catalogue(folder))
    if as_json:
        listed = {"schema_version": SCHEMA_VERSION, "models": [installed_record(row) for row in rows]}
        print(json.dumps(listed, indent=1, ensure_ascii=False))
        raise typer.Exit(1 if any(row.trouble for row in rows) else 0)
    _for_each(rows, _in_short)


@models.command()
def show(name: Name) -> None:
    """Print the card of a package in words: figures, limits, training films."""
    from cxrviewer.inference.card import read_card
    from cxrviewer.inference.catalogue import find_package
    from cxrviewer.training.packages.card_words import card_readme

    print(card_readme(read_card(find_package(_catalogue(None), name))))


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
def verify(
    names: Annotated[list[str] | None, typer.Argument(help="Packages; every one without.")] = None,
    folder: Folder = None,
) -> None:
    """Check packages: card, hashes, weights, golden output in ONNX Runtime and in torch."""
    from cxrviewer.inference.catalogue import find_package

    catalogue = _catalogue(folder)
    rows = _rows(catalogue)
    if names:
        wanted = {find_package(catalogue, name) for name in names}
        rows = tuple(row for row in rows if row.folder in wanted)
    _for_each(rows, _verified)


@models.command()
def use(name: Name) -> None:
    """Let the analysis use a package from now on, in the window and here."""
    from cxrviewer.inference.card import read_card
    from cxrviewer.inference.catalogue import find_package
    from cxrviewer.inference.choices import purpose_of
    from cxrviewer.training.packages.choosing import use_package

    catalogue = use_package(_catalogue(None), name)
    folder = find_package(catalogue, name)
    print(f"{folder.name} is in use for {purpose_of(read_card(folder)).key}")


@models.command()
def rollback(
    task: Annotated[str, typer.Argument(help="classify, segment, patches or gate.")] = "",
    slices: Annotated[bool, typer.Option("--ct", help="Of the models for CT slices.")] = False,
) -> None:
    """Let the analysis use the package that it used before."""
    from cxrviewer.inference.card import CT_SLICES, FRONTAL_FILMS
    from cxrviewer.inference.catalogue import pick_card
    from cxrviewer.training.packages.choosing import purpose_named, roll_back

    catalogue = _catalogue(None)
    purpose = purpose_named(catalogue, task, CT_SLICES if slices else FRONTAL_FILMS)
    card = pick_card(roll_back(catalogue, purpose), purpose).value
    used = "none" if card is None else f"{card.name}-{card.version}"
    print(f"{used} is in use for {purpose.key}")


@models.command()
def remove(name: Name, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Remove a package of your own for good; those that ship stay."""
    from cxrviewer.training.packages.choosing import remove_package

    if not yes:
        typer.confirm(f"Remove {name} for good?", abort=True)
    remove_package(_catalogue(None), name)
    print(f"{name} is removed")


@models.command()
def recalibrate(
    package: Annotated[Path, typer.Argument(help="Folder of the package, a classifier or a gate.")],
    data: Annotated[Path, typer.Argument(help="The data set that it was trained on.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the next version.")],
) -> None:
    """Make a package's next version with operating points, uncertain bands and known films in its card."""
    from cxrviewer.inference.package import read_package
    from cxrviewer.training.recalibration import recalibrate as make_next_version

    with interruptible() as context:
        made = make_next_version(read_package(package), data, output, context)
    print(f"the model package: {made.folder}")
