"""How `cxrviewer train` divides films, and when it refuses to."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from phantoms import PhantomSet
from planted import write_classes

Command = Callable[..., Any]
SMALL = [
    "--threads", 1, "--device", "cpu", "--set", "sizes=32", "--set", "epochs=1", "--set", "batch=8",
    "--set", "validation_share=0.25", "--set", "options=widths=8+16+24,blocks=1,dropout=0",
]  # fmt: skip


def test_a_patient_or_picture_on_two_sides_stops_the_training_before_it_begins(
    command: Command, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    for side, films in (("train", 8), ("val", 4)):
        write_classes(data / side, films, seed=films)
    shutil.copy(data / "train" / "normal" / "normal-p00-0.png", data / "val" / "normal" / "copied.png")
    arguments = ["--preset", "shipped-cxr4", "--set", "labels=normal,covid19", *SMALL, "--set", "frame=film"]
    ended = command("train", "classify", data, "-o", tmp_path / "run", *arguments)
    assert ended.status == 1
    assert "One picture is on more than one side of the split (training and validation)" in ended.err
    assert "copied.png" in ended.err
    assert ended.err.count("\n") == 1
    ended = command("train", "classify", data, "-o", tmp_path / "run", *arguments, "--patient-rule", r"p\d+")
    assert "One patient is on more than one side" in ended.err
    assert not (tmp_path / "run" / "split.csv").exists()


def test_a_fold_and_a_held_out_source_are_in_the_table_of_the_split(
    command: Command, phantoms: PhantomSet, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(phantoms.folder, tmp_path / "data"))
    shutil.copy(data / "films" / "normal-0.png", data / "films" / "twice.png")
    manifest = (data / "manifest.csv").read_text().splitlines()
    manifest = [
        line.replace("phantom", "other") if "-7.png" in line or "-6.png" in line else line
        for line in manifest
    ]
    manifest.append("films/twice.png,normal,normal-2,phantom,")
    (data / "manifest.csv").write_text("\n".join(manifest))
    run = tmp_path / "run"
    options = ["--folds", 3, "--fold", 2, "--held-out-source", "other", "--drop-duplicates"]
    ended = command("train", "classify", data, "-o", run, *SMALL, *options)
    assert (ended.status, ended.err) == (0, "")
    with (run / "split.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 32  # one of the two copies is left out
    assert {row["source"] for row in rows if row["side"] == "test"} == {"other"}
    assert {row["fold"] for row in rows if row["side"] == "validation"} == {"2"}
    assert {row["group"] for row in rows if row["source"] == "other"}.isdisjoint(
        row["group"] for row in rows if row["source"] != "other"
    )
    patient = ("normal-1.png", "normal-4.png", "normal-5.png")  # one patient, as the copy shows
    assert len({row["side"] for row in rows if row["file"].endswith(patient)}) == 1
    record = json.loads((run / "run.json").read_text())
    assert sum(record["split"]["films"].values()) == 32
    assert record["split"]["films"]["test"] == 8
    assert record["split"]["method"].endswith("; fold 2 of 3 validates; other is held out")
