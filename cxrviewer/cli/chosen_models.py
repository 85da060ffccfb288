"""The model packages that a command uses: those of a folder, else those in use."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxrviewer.inference.catalogue import Catalogue


def chosen_models(folder: Path | None) -> "Catalogue":
    """Return the packages of `folder`; without one, those that the user has in use.

    A chosen package that cannot be used is said, and the one that ships takes its place.

    Raises
    ------
    ModelError
        If a card that ships is broken.
    """
    from cxrviewer.inference.catalogue import Catalogue, installed_catalogue, troubles

    if folder is not None:
        return Catalogue(folder)
    catalogue = installed_catalogue()
    for sentence in troubles(catalogue):
        print(f"cxrviewer: {sentence}", file=sys.stderr)
    return catalogue
