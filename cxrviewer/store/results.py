"""What the models said: kept under the image and all that the result was made with."""

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from cxrviewer import __version__
from cxrviewer.errors import StoreError
from cxrviewer.store.opening import connected
from cxrviewer.store.result_format import FORMAT, Packed, pack, unpack
from cxrviewer.store.schema import transaction
from cxrviewer.study import Analysis, Recipe


class Results:
    """The results in a prepared file of readings; any thread may use it.

    What a reader corrects lies elsewhere (`Readings`) and is never touched.

    Parameters
    ----------
    path
        See `prepare_readings`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def find(self, image_key: str, recipe: Recipe) -> Analysis | None:
        """Return what is kept of an image; None of nothing by this recipe and this version of the program.

        Raises
        ------
        StoreError
            If the file cannot be read.
        """
        what = "an earlier result cannot be read"
        with connected(self.path, what) as connection:
            row = connection.execute(
                "SELECT words, lungs, heatmaps FROM analyses WHERE image = ? AND recipe = ? AND format = ?",
                (image_key, _key(recipe), FORMAT),
            ).fetchone()
        try:
            return None if row is None else unpack(image_key, Packed(*row))
        except ValueError as error:
            raise StoreError(self.path, f"{what} (it is damaged)") from error

    def keep(self, analysis: Analysis, recipe: Recipe) -> None:
        """Keep a result in place of an earlier one of the same recipe.

        Raises
        ------
        StoreError
            If the file cannot be written.
        """
        packed = pack(analysis)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with connected(self.path, "the result is not saved") as connection, transaction(connection):
            connection.execute(
                "INSERT OR REPLACE INTO analyses (image, recipe, format, at, words, lungs, heatmaps) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    analysis.image_key,
                    _key(recipe),
                    FORMAT,
                    now,
                    packed.words,
                    packed.lungs,
                    packed.heatmaps,
                ),
            )


def _key(recipe: Recipe) -> str:
    """Identify a recipe, as this version of the program follows it."""
    parts = [__version__, sorted(recipe.models), asdict(recipe.texture), sorted(recipe.passed_over)]
    words = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()
