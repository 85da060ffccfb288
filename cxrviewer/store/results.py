"""What the models said: kept under the image and all that the result was made with."""

from dataclasses import asdict
from pathlib import Path

from cxrviewer.store.kept import KeptTable, Value, recipe_key
from cxrviewer.store.result_format import FORMAT, Packed, pack, unpack
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
        self._table = KeptTable(
            path, "analyses", "an earlier result cannot be read", "the result is not saved"
        )

    def find(self, image_key: str, recipe: Recipe) -> Analysis | None:
        """Return what is kept of an image; None of nothing by this recipe and this version of the program.

        Raises
        ------
        StoreError
            If the file cannot be read.
        """

        def unpacked(words: str, lungs: bytes, heatmaps: bytes) -> Analysis:
            return unpack(image_key, Packed(words, lungs, heatmaps))

        return self._table.newest(_row_key(image_key, recipe), ("words", "lungs", "heatmaps"), unpacked)

    def keep(self, analysis: Analysis, recipe: Recipe) -> None:
        """Keep a result in place of an earlier one of the same recipe.

        Raises
        ------
        StoreError
            If the file cannot be written.
        """
        packed = pack(analysis)
        told: dict[str, Value] = {"words": packed.words, "lungs": packed.lungs, "heatmaps": packed.heatmaps}
        self._table.put({**_row_key(analysis.image_key, recipe), **told})


def _row_key(image_key: str, recipe: Recipe) -> dict[str, Value]:
    key = recipe_key(sorted(recipe.models), asdict(recipe.texture), sorted(recipe.passed_over))
    return {"image": image_key, "recipe": key, "format": FORMAT}
