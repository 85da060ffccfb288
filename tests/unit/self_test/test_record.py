"""What a check and the whole test say."""

import json
from pathlib import Path

from cxrviewer import __version__
from cxrviewer.errors import FileError
from cxrviewer.self_test.check import Check
from cxrviewer.self_test.record import SelfTest


def fails_for_the_user() -> str:
    raise FileError(Path("a.dcm"), "is damaged")


def fails_inside() -> str:
    raise ModuleNotFoundError("No module named 'gdcm'")


def test_every_way_to_fail_is_one_sentence() -> None:
    work = {"good": lambda: "all there", "damaged": fails_for_the_user, "missing": fails_inside}
    done = SelfTest(tuple(Check(name, what).run() for name, what in work.items()))
    assert [result.passed for result in done.results] == [True, False, False]
    assert [result.words for result in done.results] == [
        "all there",
        "a.dcm: is damaged.",
        "ModuleNotFoundError: No module named 'gdcm'.",
    ]
    assert [result.name for result in done.failures] == ["damaged", "missing"]


def test_the_report_is_json() -> None:
    done = SelfTest((Check("good", lambda: "all there").run(),))
    record = json.loads(json.dumps(done.record()))
    assert (record["passed"], record["version"], record["bundle"]) == (True, __version__, False)
    assert record["libraries"]["pydicom"].startswith("3.")
    assert [(check["name"], check["words"]) for check in record["checks"]] == [("good", "all there")]
    assert SelfTest((Check("bad", fails_inside).run(),)).record()["passed"] is False
