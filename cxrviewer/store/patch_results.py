"""What patches said: kept under the image, the lungs and all that the reading was made with."""

from pathlib import Path

from cxrviewer.store.kept import KeptTable, Value, recipe_key
from cxrviewer.store.patch_format import FORMAT, pack_patches, unpack_patches
from cxrviewer.study import PatchReading, PatchRecipe


class PatchResults:
    """The readings by patches in a prepared file of readings; any thread may use it.

    Parameters
    ----------
    path
        See `prepare_readings`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._table = KeptTable(
            path,
            "patch_readings",
            "an earlier reading by patches cannot be read",
            "the reading by patches is not saved",
        )

    def find(self, image_key: str, recipe: PatchRecipe) -> PatchReading | None:
        """Return what is kept of an image, of any number of patches the one kept last; None of nothing.

        Raises
        ------
        StoreError
            If the file cannot be read.
        """
        number = {} if recipe.number is None else {"number": recipe.number}
        return self._table.newest(
            {**_row_key(image_key, recipe), **number}, ("words", "heatmaps"), unpack_patches
        )

    def keep(self, image_key: str, reading: PatchReading, recipe: PatchRecipe) -> None:
        """Keep a reading in place of an earlier one of the same recipe and number of patches.

        Raises
        ------
        StoreError
            If the file cannot be written.
        """
        words, maps = pack_patches(reading)
        told: dict[str, Value] = {"number": reading.number, "words": words, "heatmaps": maps}
        self._table.put({**_row_key(image_key, recipe), **told})


def _row_key(image_key: str, recipe: PatchRecipe) -> dict[str, Value]:
    return {"image": image_key, "recipe": recipe_key(recipe.model, recipe.lungs), "format": FORMAT}
