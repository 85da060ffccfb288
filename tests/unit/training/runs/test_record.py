import json
from dataclasses import replace
from pathlib import Path

import pytest

from cxrviewer import __version__
from cxrviewer.errors import FileError
from cxrviewer.training.data_set.records import AS_IT_IS, DataOptions
from cxrviewer.training.presets import PRESETS, find_preset
from cxrviewer.training.runs.plan import USUAL, DataPlan
from cxrviewer.training.runs.record import (
    RECORD,
    RunRecord,
    SplitSummary,
    options_of_run,
    plan_of_run,
    preset_in_use,
    read_record,
    write_record,
)


@pytest.fixture
def record() -> RunRecord:
    preset = replace(find_preset("shipped-cxr4"), learning_rate=0.25, sizes=(64, 96))
    return RunRecord(
        name="night",
        task=preset.task,
        preset=preset_in_use(preset),
        data="../films",
        data_sha256="0" * 64,
        split=SplitSummary(method="by group", films={"training": 8}, labels={"training": {"normal": 8}}),
        device="cpu",
        seed=preset.seed,
        start="fresh weights",
    )


def test_what_is_written_is_read(record: RunRecord, tmp_path: Path) -> None:
    write_record(tmp_path / "night", record)
    assert read_record(tmp_path / "night") == record
    changed = record.model_copy(update={"notes": "borders looked odd – geprüft"})
    write_record(tmp_path / "night", changed)
    assert read_record(tmp_path / "night") == changed
    assert [file.name for file in (tmp_path / "night").iterdir()] == [RECORD]


def test_the_record_names_every_value_in_use(record: RunRecord, tmp_path: Path) -> None:
    write_record(tmp_path, record)
    plain = json.loads((tmp_path / RECORD).read_text("utf-8"))
    assert plain["program"] == __version__
    assert plain["preset"]["name"] == "shipped-cxr4"
    values = plain["preset"]["values"]
    assert (values["learning_rate"], values["sizes"], values["batch"]) == (0.25, [64, 96], 32)
    assert values["options"] == {"widths": [24, 48, 96, 192], "blocks": 2, "blur": 1}


@pytest.mark.parametrize("name", list(PRESETS))
def test_every_preset_can_be_recorded(name: str) -> None:
    assert json.loads(json.dumps(preset_in_use(PRESETS[name]).values))["task"] == PRESETS[name].task


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "does not exist, so the folder is none of a training"),
        ("{", "is no record of a training"),
        ('{"schema_version": 1}', "is no record of a training"),
        ('{"schema_version": 99, "what": "else"}', "was written by a newer version"),
    ],
)
def test_what_is_no_record_is_refused(tmp_path: Path, text: str | None, reason: str) -> None:
    if text is not None:
        (tmp_path / RECORD).write_text(text)
    with pytest.raises(FileError, match=reason) as caught:
        read_record(tmp_path)
    assert caught.value.path == tmp_path / RECORD


def test_a_record_of_before_the_plan_still_opens(record: RunRecord, tmp_path: Path) -> None:
    write_record(tmp_path, record)
    old = json.loads((tmp_path / RECORD).read_text("utf-8"))
    del old["plan"]
    (tmp_path / RECORD).write_text(json.dumps(old | {"schema_version": 1}))
    assert read_record(tmp_path).plan is None
    assert plan_of_run(tmp_path, USUAL) == USUAL
    assert options_of_run(tmp_path, Path(record.data), AS_IT_IS) == AS_IT_IS


def test_the_plan_of_a_run_holds_unless_another_one_is_given(record: RunRecord, tmp_path: Path) -> None:
    plan = DataPlan(DataOptions(label_tag="StudyDescription", patient_rule=r"p\d+"), folds=5, fold=2)
    write_record(tmp_path, record.model_copy(update={"plan": plan, "data": str(tmp_path / "films")}))
    assert plan_of_run(tmp_path, USUAL) == plan
    assert plan_of_run(tmp_path, DataPlan(folds=3)) == DataPlan(folds=3)
    assert plan_of_run(tmp_path / "none", USUAL) == USUAL
    films, given = tmp_path / "films", DataOptions(patient_rule="x")
    assert options_of_run(tmp_path, films, AS_IT_IS) == plan.options
    assert options_of_run(tmp_path, films, given) == given
    assert options_of_run(tmp_path, tmp_path / "others", AS_IT_IS) == AS_IT_IS
