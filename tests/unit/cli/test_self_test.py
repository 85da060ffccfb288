"""`cxrviewer self-test` as it is typed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


@pytest.mark.slow
def test_everything_passes_and_is_reported(command: Command, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    ended = command("self-test", "--json", report)
    assert (ended.status, ended.err) == (0, "")
    record = json.loads(report.read_text(encoding="utf-8"))
    assert record["passed"] is True
    names = [check["name"] for check in record["checks"]]
    assert {"window", "index of studies", "export seg", "triage in a worker process"} <= set(names)
    assert ended.out.count("ok ") == len(names) == len(set(names))
    assert ended.out.splitlines()[-1] == f"{len(names)} checks, all passed"
