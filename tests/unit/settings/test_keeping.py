"""Settings survive a round trip, and a spoilt file never stops the program."""

import json
import os
from dataclasses import fields, replace
from pathlib import Path

import pytest

from cxrviewer.settings import Settings, load_settings, save_settings, with_recent


def test_missing_file_gives_defaults_without_a_message(tmp_path: Path) -> None:
    loaded = load_settings(tmp_path / "none.json")
    assert loaded.settings == Settings()
    assert loaded.messages == ()


def test_round_trip_keeps_every_value(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    chosen = replace(
        Settings(), recent_files=("/a/b.dcm", "/ö.png"), mask_opacity=0.0, device="cpu", texts_visible=False
    )
    save_settings(chosen, path)
    assert load_settings(path).settings == chosen
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


def test_only_what_differs_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save_settings(replace(Settings(), mask_opacity=0.125), path)
    assert json.loads(path.read_text()) == {"mask_opacity": 0.125}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mask_opacity", 1.5),
        ("mask_opacity", "half"),
        ("mask_opacity", float("nan")),
        ("mask_opacity", True),
        ("analyse_on_open", 1),
        ("device", "abacus"),
        ("recent_files", "one.dcm"),
        ("recent_files", [1]),
        ("recent_limit", -1),
        ("window_width", 3.5),
    ],
)
def test_a_bad_value_takes_its_default_and_is_named(tmp_path: Path, name: str, value: object) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({name: value, "heatmap_opacity": 0.25}))
    loaded = load_settings(path)
    assert loaded.settings == replace(Settings(), heatmap_opacity=0.25)
    assert len(loaded.messages) == 1
    assert name in loaded.messages[0]
    assert str(path) in loaded.messages[0]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe\x00", b"3"])
def test_a_spoilt_file_gives_defaults_and_one_message(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    loaded = load_settings(path)
    assert loaded.settings == Settings()
    assert len(loaded.messages) == 1


def test_settings_of_a_newer_version_stay_in_the_file_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    newer = {"from_the_future": {"deep": [1, None, "ö"]}, "later": 2.5}
    path.write_text(json.dumps({**newer, "mask_opacity": 0.25}))
    loaded = load_settings(path)
    assert [name in message for name, message in zip(newer, loaded.messages, strict=True)] == [True, True]
    save_settings(replace(loaded.settings, heatmap_opacity=0.125), path)
    assert json.loads(path.read_text()) == {**newer, "mask_opacity": 0.25, "heatmap_opacity": 0.125}
    save_settings(Settings(), path)
    assert json.loads(path.read_text()) == newer


def test_a_spoilt_file_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b'{"from_the_future": 1')
    save_settings(replace(Settings(), mask_opacity=0.125), path)
    assert json.loads(path.read_text()) == {"mask_opacity": 0.125}


def test_a_whole_number_serves_for_a_fraction(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"mask_opacity": 1}')
    loaded = load_settings(path)
    assert loaded.messages == ()
    assert loaded.settings.mask_opacity == 1.0


def test_recent_files_are_newest_first_and_each_once(tmp_path: Path) -> None:
    settings = Settings(recent_limit=2)
    for name in ("a", "b", "a", "c"):
        settings = replace(settings, recent_files=with_recent(settings, tmp_path / name))
    assert settings.recent_files == (str(tmp_path / "c"), str(tmp_path / "a"))


def test_every_setting_has_a_description_and_a_valid_default() -> None:
    for description in fields(Settings):
        assert description.metadata["description"].endswith(".")
        assert description.metadata["limits"].admit(getattr(Settings(), description.name))


def test_names_of_films_need_not_be_valid_utf_8(tmp_path: Path) -> None:
    odd = os.fsdecode(b"/films/\xff\xfe.dcm")
    path = tmp_path / "settings.json"
    save_settings(Settings(recent_files=(odd,)), path)
    assert load_settings(path).settings.recent_files == (odd,)
