"""Measure the texture of normal films: `make_texture_reference.py DATA` writes resources/reference.

DATA is a data set as `cxrviewer train` takes it, the one that the shipped classifier was trained on. Of its
training films of the class "normal" at most `FILMS_OF_SOURCE` of each source are measured, in the lungs that
the shipped model finds. What is written are numbers only, in the order of their size: nothing names a film.
"""

import json
import sys
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

from cxrviewer.analysis.lungs import lung_areas, lung_notices, segment_lungs
from cxrviewer.display import render_unit
from cxrviewer.inference.card import WEIGHTS_FILE
from cxrviewer.inference.model import Segmenter, open_segmenter
from cxrviewer.inference.package import newest_package
from cxrviewer.locations import models_folder, resources_folder
from cxrviewer.readers import read_image
from cxrviewer.texture import LASCU2021, measure_texture
from cxrviewer.training.data_set.records import FilmRecord
from cxrviewer.training.evaluation.subsets import records_of_subset

FILMS_OF_SOURCE = 200
FEATURES = ("variance", "mean", "sum_variance", "sum_variance_uncentred")
TARGET = resources_folder() / "reference" / "normal-texture.json"


def chosen(records: list[FilmRecord]) -> dict[str, list[FilmRecord]]:
    """Return the first normal films of each source, in the order of the data set."""
    by_source = defaultdict(list)
    for record in records:
        if record.label == "normal" and len(by_source[record.source]) < FILMS_OF_SOURCE:
            by_source[record.source].append(record)
    return dict(sorted(by_source.items()))


def measured(segmenter: Segmenter, record: FilmRecord) -> list[float] | None:
    """Return the features of both lungs together; None where the lungs are not found."""
    unit = render_unit(read_image(record.path))
    lungs = segment_lungs(segmenter, unit)
    if lung_notices(lungs, lung_areas(lungs, None)):
        return None
    both = measure_texture(unit, lungs.labels, LASCU2021)[0]
    return [float(f"{both.features[name]:.6g}") for name in FEATURES]


def main(data: Path) -> None:
    segment, classify = (newest_package(models_folder(), task) for task in ("segment", "classify"))
    if segment is None or classify is None:
        raise SystemExit(f"{models_folder()} holds no models")
    segmenter, films = open_segmenter(segment, "cpu", 1), {}
    for source, records in chosen(records_of_subset(classify, data, "training")).items():
        values = (measured(segmenter, record) for record in records)
        films[source] = sorted(found for found in values if found is not None)
        print(f"{source}: {len(films[source])} of {len(records)} films", flush=True)
    card = segment.card
    reference = {
        "schema_version": 1,
        "region": "both lungs",
        "settings": asdict(LASCU2021),
        "lung_model": {"name": card.name, "version": card.version, "sha256": card.files[WEIGHTS_FILE]},
        "counts": {source: len(values) for source, values in films.items()},
        "features": list(FEATURES),
        "films": films,
    }
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(reference) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
