"""Fit the regression that tells CT slices from chest radiographs: make_slice_recognition.py DATA."""

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from cxrviewer.analysis.ct.recognition import NO_SLICE_BELOW, SLICE_FROM, slice_features
from cxrviewer.display import render_unit
from cxrviewer.locations import resources_folder
from cxrviewer.readers import read_image
from cxrviewer.training.records import FilmRecord, read_records

ABOUT = (
    "Logistic regression of cxrviewer/analysis/ct/recognition.py; figures by group, 5-fold, each slice also "
    "with air around it."
)
PER_SOURCE = 350
SLICES = ("ct_covid", "ct_non_covid")


def chosen(records: list[FilmRecord]) -> list[FilmRecord]:
    """Take every slice, and of the films as many of each source and label as are drawn."""
    generator = np.random.default_rng(7)
    strata: dict[tuple[str, str], list[FilmRecord]] = {}
    for record in records:
        strata.setdefault((record.source, record.label), []).append(record)
    kept: list[FilmRecord] = []
    for (_source, label), members in sorted(strata.items()):
        places = generator.permutation(len(members))
        kept += [members[place] for place in (places if label in SLICES else places[:PER_SOURCE])]
    return kept


def framed(unit: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Put air around a slice, since those of the data set are cropped to the chest."""
    rows, columns = (round(0.2 * side) for side in unit.shape)
    return np.pad(unit, ((2 * rows, rows), (columns, columns)))


def main(data: Path) -> None:
    """Fit, measure by group and write."""
    records = chosen(read_records(data))
    pictures = [render_unit(read_image(record.path)) for record in records]
    slices = [number for number, record in enumerate(records) if record.label in SLICES]
    records += [records[number] for number in slices]
    features = np.array(
        [slice_features(unit) for unit in (*pictures, *(framed(pictures[n]) for n in slices))]
    )
    is_slice = np.array([record.label in SLICES for record in records])
    groups = np.array([record.group for record in records])
    model = LogisticRegression(max_iter=5000, class_weight="balanced")
    held_out = np.zeros(len(records))
    for train, test in GroupKFold(5).split(features, is_slice, groups):
        held_out[test] = model.fit(features[train], is_slice[train]).decision_function(features[test])
    model.fit(features, is_slice)
    figures = {
        "slices": int(is_slice.sum()),
        "films": int((~is_slice).sum()),
        "slices taken for slices": int((held_out[is_slice] > SLICE_FROM).sum()),
        "films taken for slices": int((held_out[~is_slice] > SLICE_FROM).sum()),
        "slices refused as slices": int((held_out[is_slice] < NO_SLICE_BELOW).sum()),
        "films refused as slices": int((held_out[~is_slice] < NO_SLICE_BELOW).sum()),
    }
    print(figures)
    record = {
        "about": ABOUT,
        "figures": figures,
        "sources": dict(sorted(Counter(record.source for record in records).items())),
        "intercept": round(float(model.intercept_[0]), 6),
        "coefficients": [round(float(value), 6) for value in model.coef_[0]],
    }
    file = resources_folder() / "slice-recognition.json"
    file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
