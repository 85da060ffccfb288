"""Where files lie."""

from pathlib import Path

from cxrviewer.locations import report_template, resources_folder


def test_the_users_template_is_taken_once_it_lies_beside_the_settings(tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    assert report_template(settings) == resources_folder() / "report" / "report.jinja"
    own = tmp_path / "report.jinja"
    own.touch()
    assert report_template(settings) == own
