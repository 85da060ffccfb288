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
from cxrviewer.training.data_set.records import FilmRecord, read_records

ABOUT = (
    "Logistic regression of cxrviewer/analysis/ct/recognition.py; figures by group, 5-fold, each slice also "
    "with air around it in three ways, each film also with black and white exchanged and upside down."
)
PER_SOURCE = 350
Picture = npt.NDArray[np.float32]
AIR = ((0.15, 0.15, 0.1), (0.3, 0.3, 0.1), (0.4, 0.2, 0.2))
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


def framed(unit: Picture, above: float, below: float, beside: float) -> Picture:
    """Put air around a slice, in shares of its sides: those of the data set are cropped to the chest."""
    rows, columns = unit.shape
    down, across = (round(above * rows), round(below * rows)), (round(beside * columns),) * 2
    return np.pad(unit, (down, across))


def forms(unit: Picture, is_slice: bool) -> dict[str, Picture]:
    """Return what is learnt of one picture: a slice with and without air, a film also made wrong."""
    if is_slice:
        return {"as it is": unit} | {f"air {air}": framed(unit, *air) for air in AIR}
    return {"as it is": unit, "inverted": 1 - unit, "upside down": np.ascontiguousarray(unit[::-1, ::-1])}


def main(data: Path) -> None:
    """Fit, measure by group and write."""
    records = chosen(read_records(data))
    pictures = [render_unit(read_image(record.path)) for record in records]
    seen = [
        (form, record, slice_features(changed))
        for record, unit in zip(records, pictures, strict=True)
        for form, changed in forms(unit, record.label in SLICES).items()
    ]
    features = np.array([one for _form, _record, one in seen])
    form = np.array([form for form, _record, _features in seen])
    is_slice = np.array([record.label in SLICES for _form, record, _features in seen])
    groups = np.array([record.group for _form, record, _features in seen])
    model = LogisticRegression(max_iter=5000, class_weight="balanced")
    held_out = np.zeros(len(seen))
    for train, test in GroupKFold(5).split(features, is_slice, groups):
        held_out[test] = model.fit(features[train], is_slice[train]).decision_function(features[test])
    model.fit(features, is_slice)
    figures = {
        "slices": int(is_slice.sum()),
        "films": int((~is_slice).sum()),
        "slices taken for slices": int((held_out[is_slice] > SLICE_FROM).sum()),
        "slices refused as slices": int((held_out[is_slice] < NO_SLICE_BELOW).sum()),
        "films refused as slices": int((held_out[~is_slice] < NO_SLICE_BELOW).sum()),
    }
    for name in ("as it is", "inverted", "upside down"):
        taken = held_out[~is_slice & (form == name)] > SLICE_FROM
        figures[f"films taken for slices, {name}"] = int(taken.sum())
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
