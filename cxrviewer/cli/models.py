"""`cxrviewer models`: the model packages that are installed."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cxrviewer.errors import ModelError

models = typer.Typer(name="models", help="List and verify model packages.", rich_markup_mode=None)

Folder = Annotated[
    Path | None, typer.Option("--folder", help="Holds the packages; those that ship by default.")
]


@models.command("list")
def list_models(folder: Folder = None) -> None:
    """List the packages with their tasks and main figures."""
    from cxrviewer.inference.card import read_card
    from cxrviewer.inference.package import package_folders
    from cxrviewer.locations import models_folder

    for package in package_folders(folder or models_folder()):
        card = read_card(package)
        main = card.metrics[:2]
        figures = ", ".join(f"{m.name} {m.value:.3f} ({m.low:.3f} to {m.high:.3f})" for m in main)
        print(f"{card.name} {card.version}  {card.task}, {card.architecture}; {figures}")


@models.command()
def verify(folder: Folder = None) -> None:
    """Check every package: card, hashes, weights, golden output in ONNX Runtime and in torch."""
    from cxrviewer.inference.package import package_folders
    from cxrviewer.inference.verification import verify_package
    from cxrviewer.locations import models_folder

    root, failed = folder or models_folder(), False
    folders = package_folders(root)
    if not folders:
        raise ModelError(root, "holds no model package")
    for package in folders:
        try:
            gap = verify_package(package)
        except ModelError as error:
            failed = True
            print(f"cxrviewer: {error}", file=sys.stderr)
        else:
            print(f"{package.name}: ok (ONNX Runtime and torch differ by at most {gap:.1e})")
    raise typer.Exit(1 if failed else 0)
