"""Films prepared as a model's card says, whatever has become of the preset that it was trained with."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cxrviewer.display import render_unit
from cxrviewer.errors import CxrviewerError, DataError, FileError
from cxrviewer.inference.card import Card, InputContract
from cxrviewer.inference.model import Segmenter
from cxrviewer.inference.preprocessing import apply_stages
from cxrviewer.jobs import JobContext
from cxrviewer.readers import read_image
from cxrviewer.training.data_set.film_reader import lung_segmenter
from cxrviewer.training.data_set.film_stack import FilmStack
from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.data_set.records import (
    AS_IT_IS,
    DataOptions,
    FilmRecord,
    read_records,
    with_labels_of,
)
from cxrviewer.training.gate.examples import role

Bytes = npt.NDArray[np.uint8]


def labelled_records(data: Path, card: Card, options: DataOptions = AS_IT_IS) -> list[FilmRecord]:
    """List the films that have a class of a classifier or a gate (errors as in `read_records`)."""
    records = read_records(data, options)
    return records if card.task == "gate" else with_labels_of(records, card)


def prepare_by_card(
    records: Sequence[FilmRecord], card: Card, folder: Path, context: JobContext
) -> PreparedFilms:
    """Read every film once and store it on the card's grid, by the card's stages up to its last ones.

    Parameters
    ----------
    records
        Films with a class of the card; those that cannot be read are left out.
    card
        Of a classifier or a gate.
    folder
        Gets `pictures.u8`.
    context
        Takes progress and may cancel between films.

    Raises
    ------
    ModelError
        If the card asks for the lungs and no segmentation is installed.
    DataError
        If no film can be read.
    FileError
        If the folder cannot be written to, or the disk is full.
    """
    segmenter = lung_segmenter(card.reads) if card.input.needs_lungs else None
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "pictures.u8"
    kept: list[FilmRecord] = []
    pool = ThreadPoolExecutor(2)
    try:
        file.unlink(missing_ok=True)
        prepared = pool.map(partial(_picture, contract=card.input, segmenter=segmenter), records)
        for number, (record, picture) in enumerate(zip(records, prepared, strict=True)):
            context.progress(number / len(records), f"reading film {number + 1} of {len(records)}")
            if picture is not None:
                with file.open("ab") as output:
                    output.write(picture.tobytes())
                kept.append(record)
    except OSError as error:
        raise FileError(file, f"cannot be written ({error.strerror or error})") from error
    finally:
        pool.shutdown(cancel_futures=True)
    if not kept:
        raise DataError(f"{folder.name}: none of the {len(records)} films can be read")
    return PreparedFilms(FilmStack(file, len(kept), card.input.grid), _targets(kept, card), tuple(kept))


def _picture(record: FilmRecord, contract: InputContract, segmenter: Segmenter | None) -> Bytes | None:
    """Return a film on the grid, (rows, columns) uint8; None if it cannot be read."""
    try:
        unit = render_unit(read_image(record.path))
    except CxrviewerError:
        return None
    labels = None if segmenter is None else segmenter.segment(unit)
    film = apply_stages(unit, contract.film_stages, contract.grid, labels)
    return np.asarray(np.rint(film.picture * 255), np.uint8)


def _targets(records: Sequence[FilmRecord], card: Card) -> npt.NDArray[np.int64]:
    """Return each film's label as its place among the card's."""
    names = [role(record.label) if card.task == "gate" else record.label for record in records]
    return np.array([card.label_names.index(name) for name in names], np.int64)
