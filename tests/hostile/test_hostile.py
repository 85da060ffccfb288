"""Every hostile file ends in a right picture, one with a mark, or a refusal: in time and in memory."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hostile.cases import CELLS, Case, Outcome
from hostile.generate import write_all
from hostile.streams import EIGHT

TESTS = Path(__file__).resolve().parent.parent
TIME_LIMIT_S = 5.0
MEMORY_LIMIT_MIB = 2048
RIGHT = {hashlib.sha256(cells.tobytes()).hexdigest() for cells in (CELLS, EIGHT)}

Opened = dict[str, tuple[Path, Case, dict[str, Any]]]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """What came of each file; all are opened by one process, which must live to the end."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "files").mkdir()
    written = write_all(folder / "files")
    (folder / "paths.json").write_text(json.dumps([os.fsencode(path).hex() for path in written]))
    done = subprocess.run(
        [sys.executable, "-m", "hostile.opening", folder / "paths.json", folder / "answers.jsonl"],
        cwd=TESTS.parent,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = folder / "answers.jsonl"
    answers = [json.loads(line) for line in lines.read_text().splitlines()] if lines.exists() else []
    crashed_on = "" if len(answers) == len(written) else [*written.values()][len(answers)].name
    assert done.returncode == 0, f"{crashed_on!a}: {done.stderr[-2000:]}"
    return {
        case.name: (path, case, answer) for (path, case), answer in zip(written.items(), answers, strict=True)
    }


def came_of(answer: dict[str, Any]) -> Outcome:
    if "refusal" in answer["read"]:
        return Outcome.REFUSAL
    return Outcome.MARKED if answer["read"]["notices"] else Outcome.PICTURE


ALLOWED = {
    Outcome.PICTURE: {Outcome.PICTURE},
    Outcome.MARKED: {Outcome.MARKED},
    Outcome.REFUSAL: {Outcome.REFUSAL},
    Outcome.MARKED_OR_REFUSAL: {Outcome.MARKED, Outcome.REFUSAL},
    Outcome.RIGHT_OR_SAID: {Outcome.PICTURE, Outcome.MARKED, Outcome.REFUSAL},
    Outcome.ANY: {Outcome.PICTURE, Outcome.MARKED, Outcome.REFUSAL},
}
MUST_BE_RIGHT = {Outcome.PICTURE, Outcome.RIGHT_OR_SAID}


def test_there_are_many(opened: Opened) -> None:
    assert len(opened) > 400


def test_each_expectation_is_met(opened: Opened) -> None:
    wrong = [
        f"{name!a}: {case.outcome.name}, came {came_of(answer).name} {answer['read']}"[:300]
        for name, (_, case, answer) in opened.items()
        if came_of(answer) not in ALLOWED[case.outcome]
    ]
    assert not wrong, "\n".join(wrong)


def test_a_picture_without_mark_is_the_right_one(opened: Opened) -> None:
    wrong = [
        name
        for name, (_, case, answer) in opened.items()
        if case.outcome in MUST_BE_RIGHT
        and came_of(answer) is Outcome.PICTURE
        and answer["read"]["sha256"] not in RIGHT
    ]
    assert not wrong


def test_none_takes_too_long(opened: Opened) -> None:
    slow = {
        name: answer["seconds"]
        for name, (*_, answer) in opened.items()
        if max(answer["seconds"].values()) > TIME_LIMIT_S
    }
    assert not slow


def test_none_takes_too_much_memory(opened: Opened) -> None:
    peaks = {name: answer["peak_mib"] for name, (*_, answer) in opened.items()}
    assert max(peaks.values()) < MEMORY_LIMIT_MIB, peaks


def test_refusals_are_one_sentence_that_names_the_file(opened: Opened) -> None:
    for path, _, answer in opened.values():
        if "refusal" in answer["read"]:
            reason = answer["read"]["reason"]
            assert reason
            assert reason.isprintable(), ascii(reason)
            assert len(reason) < 250
            assert "Error" not in reason
            assert answer["read"]["refusal"].endswith(reason)
            assert path.name[:20].isprintable() is False or path.name[:20] in answer["read"]["refusal"]


def test_render_agrees_with_the_reader(opened: Opened) -> None:
    for name, (_, _, answer) in opened.items():
        rendered, refused = answer["render"], "refusal" in answer["read"]
        impossible_argument = "\0" in name
        expected = 2 if impossible_argument else int(refused)
        assert rendered["status"] == expected, (ascii(name), rendered)
        assert rendered["written"] is not refused
        if refused:
            assert rendered["said"].startswith("cxrviewer: ")
            assert "Traceback" not in rendered["said"]


def test_texts_hold_no_control_characters(opened: Opened) -> None:
    for *_, answer in opened.values():
        for text in (*answer["read"].get("texts", ()), *answer["read"].get("notices", ())):
            assert text.isprintable(), ascii(text)
