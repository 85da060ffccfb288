"""`cxrviewer models export` and `import`: packages as one file, and weights that others have trained."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cxrviewer.inference.catalogue import Catalogue

WEIGHTS = frozenset({".pth", ".pt", ".safetensors"})


class KindOfPicture(StrEnum):
    """What imported weights were trained to read."""

    CXR = "cxr"
    CT = "ct"


class Placing(StrEnum):
    """How a film is brought to the square of a network."""

    STRETCH = "stretch"
    LETTERBOX = "letterbox"


def export_model(
    name: Annotated[str, typer.Argument(help="Of the package, as `models list` says.")],
    output: Annotated[Path, typer.Argument(help="File to write, e.g. OUT.cxrmodel.")],
) -> None:
    """Write a package as one file, for another computer."""
    from cxrviewer.inference.catalogue import find_package, installed_catalogue
    from cxrviewer.training.packages.archive import export_archive

    export_archive(find_package(installed_catalogue(), name), output)
    print(f"written: {output}")


def import_model(
    source: Annotated[
        Path, typer.Argument(help="A .cxrmodel file, a package's or a run's folder, or weights (.pth, .pt).")
    ],
    architecture: Annotated[str, typer.Option(help="Of weights: see `models networks`.")] = "",
    labels: Annotated[str, typer.Option(metavar="A,B,C", help="Of weights: the outputs in order.")] = "",
    reads: Annotated[KindOfPicture, typer.Option(help="Of weights: what they read.")] = KindOfPicture.CXR,
    name: Annotated[str, typer.Option(help="Of weights: of the package; else that of the file.")] = "",
    side: Annotated[int, typer.Option("--size", min=0, help="Of weights: side of the input.")] = 0,
    geometry: Annotated[
        Placing, typer.Option(help="Of weights: how a film becomes a square.")
    ] = Placing.STRETCH,
    use: Annotated[bool, typer.Option("--use", help="Let the analysis use it at once.")] = False,
) -> None:
    """Put a package, or weights that others have trained, among your own models; nothing is executed."""
    from cxrviewer.inference.catalogue import installed_catalogue
    from cxrviewer.training.packages.choosing import use_package

    catalogue = installed_catalogue()
    if source.suffix.lower() in WEIGHTS:
        folder = _import_weights(source, architecture, labels, reads, name, side, geometry, catalogue)
    else:
        folder = _import_package(source, catalogue)
    if use:
        use_package(catalogue, folder.name)
        print(f"installed and in use: {folder.name}")
    else:
        print(f"installed: {folder.name} (to use it: cxrviewer models use {folder.name})")


def _import_package(source: Path, catalogue: "Catalogue") -> Path:
    """Install a folder or an archive."""
    from cxrviewer.training.packages.archive import import_archive
    from cxrviewer.training.packages.installing import install_package

    return install_package(source, catalogue) if source.is_dir() else import_archive(source, catalogue)


def _import_weights(
    source: Path,
    architecture: str,
    labels: str,
    reads: KindOfPicture,
    name: str,
    side: int,
    geometry: Placing,
    catalogue: "Catalogue",
) -> Path:
    """Make a package of weights, and print how they fit."""
    from cxrviewer.inference.card import CT_SLICES, FRONTAL_FILMS
    from cxrviewer.training.packages.foreign_import import ForeignModel, MisfitError, import_weights

    if not architecture or not labels:
        raise typer.BadParameter("weights need --architecture and --labels")
    wish = ForeignModel(
        file=source,
        architecture=architecture,
        labels=tuple(label.strip() for label in labels.split(",")),
        name=name,
        reads=CT_SLICES if reads is KindOfPicture.CT else FRONTAL_FILMS,
        side=side,
        geometry=geometry,
    )
    try:
        made = import_weights(wish, catalogue)
    except MisfitError as misfit:
        print("\n".join(misfit.report.lines))
        raise
    print("\n".join(made.report.lines))
    return made.folder
