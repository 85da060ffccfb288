"""What patches of the lungs say as measurement groups (PS3.16 TID 1501)."""

from collections.abc import Iterator

from pydicom.dataset import Dataset

from cxrviewer.export.dicom import sr_concepts as concepts
from cxrviewer.export.dicom.sr_items import Concept, coded, container, number, text
from cxrviewer.export.dicom.sr_origins import algorithm, tracking
from cxrviewer.study import PatchReading

_TEMPLATE = "1501"


def patch_groups(reading: PatchReading, image_key: str, source: Dataset) -> Iterator[Dataset]:
    """Give a group with the class of most votes, then one for each class: votes, mean probability, spread.

    The probability of a class in them is a concept of its own, so that nobody takes it for that of the film.
    """
    number_of = [
        number(concepts.PATCHES, reading.number, concepts.NO_UNIT),
        number(concepts.PATCH_ENTROPY, reading.entropy_bits, concepts.BIT),
        text(concepts.PATCH_SETTINGS, f"{reading.settings.words}; seed {reading.settings.seed}"),
    ]
    yield _group(reading, image_key, source, "Decision of patches", reading.prediction, number_of)
    columns: tuple[tuple[Concept, dict[str, float]], ...] = (
        (concepts.PATCH_VOTES, dict(reading.votes)),
        (concepts.PATCH_PROBABILITY, dict(reading.probabilities)),
        (concepts.PATCH_DEVIATION, dict(reading.deviations)),
    )
    for label in reading.votes:
        values = [number(concept, column[label], concepts.NO_UNIT) for concept, column in columns]
        share = next((one.lung_share for one in reading.heatmaps if one.label == label), None)
        shares = [] if share is None else [number(concepts.HEAT_MAP_SHARE, share, concepts.NO_UNIT)]
        yield _group(reading, image_key, source, f"Patches for {label}", label, [*values, *shares])


def _group(
    reading: PatchReading, image_key: str, source: Dataset, name: str, label: str, items: list[Dataset]
) -> Dataset:
    return container(
        concepts.GROUP,
        [
            *tracking(name, image_key, reading.model),
            coded(concepts.FINDING, concepts.model_class(label)),
            *algorithm(reading.model),
            source,
            *items,
        ],
        _TEMPLATE,
    )
