"""The command that goes on with a run is the one that it began with."""

from dataclasses import replace
from pathlib import Path

import pytest

from cxrviewer.errors import FileError
from cxrviewer.gui.child import WISH
from cxrviewer.gui.training.child import TrainingWish, read_wish
from cxrviewer.gui.training.resuming import changed_values
from cxrviewer.training.presets import PRESETS, find_preset, override
from cxrviewer.training.runs.record import RunRecord, SplitSummary, preset_in_use

CHANGES = {"batch": "8", "sizes": "64,96", "epochs": "3,2", "options": "widths=8+16+24,blocks=1,dropout=0"}


def record(name: str, **changes: str) -> RunRecord:
    return RunRecord(
        name="run",
        task=find_preset(name).task,
        preset=preset_in_use(override(find_preset(name), changes)),
        data="/films",
        data_sha256="0" * 64,
        split=SplitSummary(method="by patient", films={}, labels={}),
        device="cpu",
        seed=7,
        start="fresh weights",
    )


@pytest.mark.parametrize("name", PRESETS)
def test_the_record_of_an_unchanged_preset_has_no_changes(name: str) -> None:
    assert changed_values(RunRecord.model_validate_json(record(name).model_dump_json())) == {}


def test_changes_come_back_out_of_the_record() -> None:
    stored = RunRecord.model_validate_json(record("shipped-cxr4", **CHANGES).model_dump_json())
    assert override(find_preset("shipped-cxr4"), changed_values(stored)) == override(
        find_preset("shipped-cxr4"), CHANGES
    )


def test_labels_that_were_those_of_the_data_are_so_again() -> None:
    fitted = preset_in_use(replace(find_preset("recommended-cxr4"), labels=("ill", "well")))
    stored = record("recommended-cxr4").model_copy(update={"preset": fitted})
    assert changed_values(stored) == {}


def test_a_wish_as_arguments_of_our_command_line() -> None:
    wish = TrainingWish(
        "classify",
        Path("/films"),
        Path("/runs/one"),
        "shipped-cxr4",
        {"batch": "8"},
        "cpu",
        ("--patient-rule", "(P[0-9]+)"),
        resume=True,
    )
    assert " ".join(wish.arguments()) == (
        "train classify /films --output /runs/one --preset shipped-cxr4 --set batch=8 --device cpu "
        "--patient-rule (P[0-9]+) --resume --json-lines"
    )


def test_a_damaged_wish_is_named(tmp_path: Path) -> None:
    (tmp_path / WISH).write_text("[]", encoding="utf-8")
    with pytest.raises(FileError, match=r"wish\.json: does not say how the training was started"):
        read_wish(tmp_path)
