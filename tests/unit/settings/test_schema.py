"""The table of settings: every place in the dialog exists, every usual value keeps its limits."""

from dataclasses import fields

from cxrviewer.settings import PAGES, SHOWN, Settings

OF_THE_WINDOW = {"recent_files", "last_folder", "last_batch"}


def test_every_setting_but_what_the_window_remembers_is_shown() -> None:
    silent = {field.name for field in fields(Settings)} - {spec.name for spec in SHOWN}
    assert silent == OF_THE_WINDOW | {name for name in silent if name.startswith("window_")}


def test_every_page_has_settings_and_every_setting_a_page() -> None:
    assert {spec.page for spec in SHOWN} == set(PAGES)


def test_usual_values_keep_their_limits() -> None:
    for spec in SHOWN:
        assert spec.limits.admit(spec.default), spec.name
        assert spec.title
        assert spec.description.endswith(".")
