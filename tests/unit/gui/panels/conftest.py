"""Windows that are about what the reader does, and not about the models."""

from dataclasses import replace
from pathlib import Path

import pytest

from cxrviewer.settings import Settings, save_settings


@pytest.fixture
def unanalysed(tmp_path: Path) -> None:
    """Let the windows of the test analyse nothing unasked."""
    save_settings(replace(Settings(), analyse_on_open=False), tmp_path / "settings" / "settings.json")
