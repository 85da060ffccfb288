"""What patches said: kept under the image, the lungs and all that the reading was made with."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from cxrviewer import __version__
from cxrviewer.errors import StoreError
from cxrviewer.store.opening import connected
from cxrviewer.store.patch_format import FORMAT, pack_patches, unpack_patches
from cxrviewer.store.schema import transaction
from cxrviewer.study import PatchReading, PatchRecipe

_UNREAD = "an earlier reading by patches cannot be read"


class PatchResults:
    """The readings by patches in a prepared file of readings; any thread may use it.

    Parameters
    ----------
    path
        See `prepare_readings`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def find(self, image_key: str, recipe: PatchRecipe) -> PatchReading | None:
        """Return what is kept of an image, of any number of patches the one kept last; None of nothing.

        Raises
        ------
        StoreError
            If the file cannot be read.
        """
        with connected(self.path, _UNREAD) as connection:
            row = connection.execute(
                "SELECT words, heatmaps FROM patch_readings WHERE image = ? AND recipe = ? AND format = ? "
                "AND number = coalesce(?, number) ORDER BY id DESC",
                (image_key, _key(recipe), FORMAT, recipe.number),
            ).fetchone()
        try:
            return None if row is None else unpack_patches(*row)
        except ValueError as error:
            raise StoreError(self.path, f"{_UNREAD} (it is damaged)") from error

    def keep(self, image_key: str, reading: PatchReading, recipe: PatchRecipe) -> None:
        """Keep a reading in place of an earlier one of the same recipe and number of patches.

        Raises
        ------
        StoreError
            If the file cannot be written.
        """
        words, maps = pack_patches(reading)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with (
            connected(self.path, "the reading by patches is not saved") as connection,
            transaction(connection),
        ):
            connection.execute(
                "INSERT OR REPLACE INTO patch_readings (image, recipe, number, format, at, words, heatmaps) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (image_key, _key(recipe), reading.number, FORMAT, now, words, maps),
            )


def _key(recipe: PatchRecipe) -> str:
    """Identify model and lungs, as this version of the program reads them."""
    words = json.dumps([__version__, recipe.model, recipe.lungs])
    return hashlib.sha256(words.encode()).hexdigest()
