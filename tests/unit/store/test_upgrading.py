"""What older versions have kept is there in this one; what a newer one wrote stays as it is."""

from contextlib import closing
from pathlib import Path

import pytest
from drawn import each_kind
from upgrading import FOLDER, make_newer, rows, tables, write_older

from cxrviewer.errors import StoreError
from cxrviewer.settings import Settings, load_settings, save_settings
from cxrviewer.store import Overrules, Readings, Results, prepare_index, prepare_readings
from cxrviewer.store.readings_schema import READINGS
from cxrviewer.study import KeyImage, Recipe, SpacingOrigin, TextureSettings, Verdict

DRAWN_ON, WRITTEN_ON = "a" * 64 + "#1", "b" * 64 + "#3"
RECIPE = Recipe((("lungs", "1.0.0", "1" * 64), ("classes", "2.1.0", "2" * 64)), TextureSettings())
OLDER_READINGS = [f"readings-{version}" for version in range(1, READINGS.version)]


@pytest.fixture(params=OLDER_READINGS)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return write_older(request.param, tmp_path / "readings.sqlite3")


def test_there_is_a_file_of_each_older_version() -> None:
    assert {path.stem for path in FOLDER.glob("readings-*.sql")} == set(OLDER_READINGS)


def test_no_row_of_an_older_file_is_lost_or_changed(older: Path) -> None:
    before = {table: rows(older, table) for table in tables(older)}
    assert prepare_readings(older) == ()
    for table, content in before.items():
        assert rows(older, table) == content, table
        assert content or table == "segments", table
    assert list(older.parent.glob("*set-aside*")) == []


def test_annotations_calibration_and_lungs_are_there(older: Path) -> None:
    prepare_readings(older)
    with closing(Readings(older)) as readings:
        drawn, written = readings.load(DRAWN_ON), readings.load(WRITTEN_ON)
    expected = each_kind(40, 48)
    assert [(one.kind, one.points, one.text) for one in drawn.items] == [
        (one.kind, one.points, one.text) for one in expected
    ]
    assert drawn.calibration is not None
    assert (drawn.calibration.row_mm, drawn.calibration.column_mm) == (0.2, 0.25)
    assert drawn.calibration.origin is SpacingOrigin.USER
    labels = drawn.lungs.labels()
    assert labels.shape == (48, 40)
    assert (labels[24, 12], labels[24, 28], labels[0, 0]) == (1, 2, 0)
    assert [one.text for one in written.items] == ["Größe, 2. Zeile\nπ"]


def test_what_was_said_is_there(older: Path) -> None:
    prepare_readings(older)
    with closing(Readings(older)) as readings:
        said = readings.reading("1.2.3")
    assert said.labels == ("Consolidation", "Line or tube")
    assert said.comment == "Compared with 2019.\nNo change."
    assert said.verdicts == (Verdict(DRAWN_ON, "covid19", "classes 2.1.0", False, "Too dark at the left"),)
    assert said.key_images == (KeyImage(DRAWN_ON, "1.2.3.4", 1, "left base"),)


def test_results_of_an_older_program_are_kept_but_not_taken_for_todays(older: Path) -> None:
    """What they were made with is named otherwise today, so the film is read anew."""
    prepare_readings(older)
    assert Results(older).find(DRAWN_ON, RECIPE) is None
    assert [row["image"] for row in rows(older, "analyses")] == [DRAWN_ON]


def test_a_decision_against_the_gate_is_there(tmp_path: Path) -> None:
    file = write_older("readings-2", tmp_path / "readings.sqlite3")
    prepare_readings(file)
    overrule = Overrules(file).find(WRITTEN_ON)
    assert overrule is not None
    assert overrule.reason == "The film is what it is"


def test_work_goes_on_in_an_older_file(older: Path) -> None:
    prepare_readings(older)
    with closing(Readings(older)) as readings:
        before = readings.load(DRAWN_ON)
        readings.save(before, before.without(before.items[0].identifier))
        assert readings.load(DRAWN_ON).items == before.items[1:]


def test_newer_readings_are_refused_and_not_changed(tmp_path: Path) -> None:
    file = write_older("readings-1", tmp_path / "readings.sqlite3")
    before = make_newer(file)
    with pytest.raises(StoreError, match=r"newer version of the program \(schema 99, not \d+\)"):
        prepare_readings(file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_an_index_that_lacks_a_column_gives_way_to_a_new_one(tmp_path: Path) -> None:
    """The first index knew no headers, under the number of the version that has them."""
    file = write_older("index-2-without-headers", tmp_path / "index.sqlite3")
    (sentence,) = prepare_index(file)
    assert "is damaged; it is kept as index.set-aside-" in sentence
    (aside,) = tmp_path.glob("*set-aside*")
    assert [row["name"] for row in rows(aside, "patients")] == ["Patient, 0", "Patient, 1"]
    assert rows(file, "patients") == []


@pytest.mark.parametrize("name", ["settings-1", "settings-2"])
def test_older_settings_hold_without_a_message(name: str, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes((FOLDER / f"{name}.json").read_bytes())
    loaded = load_settings(path)
    assert loaded.messages == ()
    settings = loaded.settings
    assert settings.recent_files == ("/films/a.dcm", "/größe/b.png")
    assert (settings.device, settings.mask_opacity, settings.window_width) == ("cpu", 0.25, 1234)
    assert settings.cache_megabytes == (256 if name == "settings-2" else Settings().cache_megabytes)
    save_settings(settings, path)
    assert load_settings(path).settings == settings
