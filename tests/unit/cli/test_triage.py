"""`cxrviewer triage` as it is typed."""

import csv
import json
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pydicom
import pytest
from phantoms import PhantomSet

from cxrviewer.locations import demo_film
from cxrviewer.triage.listing import Selection, open_listing
from cxrviewer.triage.policy import policy_file

Command = Callable[..., Any]
REPOSITORY = Path(__file__).resolve().parents[3]
TOLD = re.compile(r"^\[\d+/\d+\] (.*): (done|abstained|failed|the same content as another film)$")
ONE = ("--workers", 1)  # each takes a second or more to begin
REQUIRED = [
    "rank", "file", "sha256", "status", "reason", "prediction",
    "p_normal", "p_lung_opacity", "p_viral_pneumonia", "p_covid19", "urgency", "why",
]  # fmt: skip


@pytest.fixture
def films(phantoms: PhantomSet, tmp_path: Path) -> Path:
    """A folder of four good films, one of them twice, and three that cannot be read."""
    folder = tmp_path / "films"
    (folder / "more").mkdir(parents=True)
    for film in phantoms.films[::8]:
        shutil.copy(film, folder)
    shutil.copy(phantoms.films[0], folder / "more" / "twin.png")
    (folder / "letter.dcm").write_text("Dear colleague, thank you for sending us this patient.\n" * 20)
    (folder / "empty.png").touch()
    (folder / "cut.png").write_bytes(phantoms.films[1].read_bytes()[:300])
    return folder


def worklist(folder: Path) -> list[dict[str, str]]:
    with (folder / "worklist.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def results(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "results.jsonl").read_text("utf-8").splitlines()]


def test_a_folder_with_broken_films(command: Command, films: Path, tiny_models: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ended = command("triage", films, "--output", out, "--models", tiny_models, *ONE)
    assert ended.status == 1
    assert "Traceback" not in ended.err
    rows = worklist(out)
    assert list(rows[0])[: len(REQUIRED)] == REQUIRED
    assert [int(row["rank"]) for row in rows] == list(range(1, 9))
    by_name = {Path(row["file"]).name: row for row in rows}
    assert {name for name, row in by_name.items() if row["status"] == "failed"} == {
        "letter.dcm", "empty.png", "cut.png",
    }  # fmt: skip
    assert by_name["empty.png"]["reason"] == "is empty"
    urgencies = [float(row["urgency"]) for row in rows]
    assert urgencies == sorted(urgencies, reverse=True)
    answered = [row["status"] == "done" for row in rows]
    assert answered == sorted(answered)  # what has no answer stands on top
    twin, first = by_name["twin.png"], by_name["normal-0.png"]
    assert {**twin, "file": "", "rank": ""} == {**first, "file": "", "rank": ""}
    lines = results(out)
    assert [line["file"] for line in lines] == [row["file"] for row in rows]
    assert lines[0]["policy"]["version"] == "1.1.0"
    one = next(line for line in lines if line["file"].endswith("normal-0.png"))
    assert one["analysis"]["labels"]["normal"] == one["p_normal"]
    assert one["why"]


def test_the_probabilities_are_those_of_analyse(
    command: Command, films: Path, tiny_models: Path, tmp_path: Path
) -> None:
    out, analysed = tmp_path / "out", tmp_path / "analysed.json"
    command("triage", films, "--output", out, "--models", tiny_models, *ONE)
    command("analyse", films, "--json", analysed, "--models", tiny_models)
    images = {image["file"]: image for image in json.loads(analysed.read_text("utf-8"))["images"]}
    for line in results(out):
        image = images[line["file"]]
        assert (line["status"] == "failed") == (image["status"] == "failed")
        assert line["p_covid19"] == pytest.approx(image.get("labels", {}).get("covid19"))
        assert line["prediction"] == image.get("prediction")


def test_run_again_only_what_is_new(command: Command, films: Path, tiny_models: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ("triage", films, "--output", out, "--models", tiny_models, *ONE)
    command(*arguments)
    before = (out / "worklist.csv").read_bytes(), (out / "results.jsonl").read_bytes()
    again = command(*arguments)
    assert "8 films, 0 to analyse" in again.out
    assert ((out / "worklist.csv").read_bytes(), (out / "results.jsonl").read_bytes()) == before
    (films / "empty.png").write_bytes((films / "normal-0.png").read_bytes())
    shutil.copy(films / "cut.png", films / "cut-too.png")
    (films / "letter.dcm").unlink()
    new = command(*arguments)
    assert "8 films, 2 to analyse" in new.out
    assert new.out.count("the same content as another film") == 2
    assert {Path(row["file"]).name for row in worklist(out) if row["status"] == "failed"} == {
        "cut.png", "cut-too.png",
    }  # fmt: skip
    assert "8 films, 2 to analyse" in command(*arguments, "--retry").out


def test_in_whatever_order_films_come(
    command: Command, films: Path, tiny_models: Path, tmp_path: Path
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    files = sorted(file for file in films.rglob("*") if file.is_file())
    command("triage", *files, "--output", one, "--models", tiny_models, *ONE)
    command("triage", *reversed(files), "--output", other, "--models", tiny_models, *ONE)
    assert (one / "worklist.csv").read_bytes() == (other / "worklist.csv").read_bytes()
    assert (one / "results.jsonl").read_bytes() == (other / "results.jsonl").read_bytes()


def test_priorities_and_an_edited_policy_rank_anew_without_computing(
    command: Command, films: Path, tiny_models: Path, tmp_path: Path
) -> None:
    dataset = pydicom.dcmread(demo_film())
    dataset.RequestedProcedurePriority = "STAT"
    dataset.save_as(films / "stat.dcm")
    out, table, own = tmp_path / "out", films / "priorities.csv", tmp_path / "own.toml"
    arguments = ("triage", films, "--output", out, "--models", tiny_models, *ONE)
    command(*arguments)
    before = {Path(row["file"]).name: row for row in worklist(out)}
    assert before["stat.dcm"]["clinical_priority"] == "STAT"
    prior = {"twin.png", "letter.dcm", "stat.dcm"}
    table.write_text("file,priority\nmore/twin.png,STAT\nletter.dcm,STAT\n")
    own.write_text(policy_file().read_text().replace('version = "1.1.0"', 'version = "2 of our ward"'))
    ended = command(*arguments, "--priorities", table, "--policy", own)
    assert "9 films, 0 to analyse" in ended.out
    after = {Path(row["file"]).name: row for row in worklist(out)}
    assert after["letter.dcm"]["rank"] == "1"
    assert float(after["twin.png"]["urgency"]) > float(before["twin.png"]["urgency"])
    assert after["normal-0.png"]["urgency"] == before["normal-0.png"]["urgency"]
    assert {row["policy"] for row in after.values()} == {"cxrviewer default 2 of our ward"}
    assert {name for name, row in after.items() if row["clinical_priority"]} == prior
    with open_listing(out) as listing:
        rows = listing.rows(listing.ids(Selection()))
    assert {row.path.name for row in rows.values() if row.priority} == prior
    page = (out / "summary.html").read_text(encoding="utf-8")
    assert page.count('class="priority">STAT<') == len(prior)


def test_the_worklist_may_lie_among_the_films(command: Command, films: Path, tiny_models: Path) -> None:
    arguments = ("triage", films, "--output", films, "--models", tiny_models, *ONE)
    assert "8 films, 8 to analyse" in command(*arguments).out
    assert "8 films, 0 to analyse" in command(*arguments).out
    assert len(worklist(films)) == 8


def test_a_folder_that_is_not_there_is_a_failed_case(
    command: Command, tiny_models: Path, tmp_path: Path
) -> None:
    ended = command("triage", tmp_path / "gone", "--output", tmp_path / "out", "--models", tiny_models, *ONE)
    assert ended.status == 1
    (row,) = worklist(tmp_path / "out")
    assert (row["status"], row["reason"]) == ("failed", "does not exist")


def test_other_models_make_results_of_their_own(
    command: Command, films: Path, tiny_models: Path, tmp_path: Path
) -> None:
    own, out = Path(shutil.copytree(tiny_models, tmp_path / "own")), tmp_path / "out"
    command("triage", films, "--output", out, "--models", tiny_models, *ONE)
    card = next(own.glob("cxr4*/card.json"))
    words = json.loads(card.read_text())
    words["labels"][0]["threshold"] = 0.123
    card.write_text(json.dumps(words))
    assert "8 films, 8 to analyse" in command("triage", films, "--output", out, "--models", own, *ONE).out
    assert (
        "8 films, 0 to analyse"
        in command("triage", films, "--output", out, "--models", tiny_models, *ONE).out
    )


def start(films: Path, out: Path, models: Path, *within: str) -> subprocess.Popen[str]:
    arguments = ["triage", films, "--output", out, "--models", models, "--device", "cpu"]
    return subprocess.Popen(
        [*within, sys.executable, "-m", "cxrviewer", *map(str, arguments)],
        cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def told(process: subprocess.Popen[str], most: int) -> list[str]:
    """Return the films that a run tells of, `most` of them or until it ends."""
    assert process.stdout is not None
    names: list[str] = []
    while len(names) < most and (line := process.stdout.readline()):
        found = TOLD.match(line.rstrip("\n"))
        names.extend([found[1]] if found else [])
    return names


def kept(out: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(out / "batch.sqlite3")) as connection:
        return connection.execute("SELECT sha256, id, at FROM results ORDER BY id").fetchall()


LETTERS = 1500  # enough that a batch cannot be through before it hears of it


def test_ctrl_c_leaves_a_worklist_and_goes_on(films: Path, tiny_models: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for number in range(LETTERS):
        (films / f"letter-{number}.dcm").write_text(f"letter {number}\n" * 40)
    process = start(films, out, tiny_models)
    told(process, 3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    rows = worklist(out)
    assert len(rows) == LETTERS + 8
    ended = [row["status"] not in {"queued", "running"} for row in rows]
    assert 3 <= sum(ended) < LETTERS + 8
    assert ended == sorted(ended, reverse=True)


def test_files_of_each_film_parquet_and_a_page(
    command: Command, films: Path, tiny_models: Path, tmp_path: Path
) -> None:
    shutil.copy(demo_film(), films / "<b>Doe.dcm")
    out = films / "out"
    arguments = ("triage", films, "--output", out, "--models", tiny_models, *ONE)
    assert "9 films, 9 to analyse" in command(*arguments).out
    page = (out / "summary.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;Doe.dcm" in page
    assert page.count("data:image/jpeg;base64,") == 6
    assert [int(rank) for rank in re.findall(r'class="rank">(\d+)<', page)] == list(range(1, 10))
    assert page.count(">look first</span>") >= 3
    before = (out / "results.jsonl").read_bytes()

    saving = command(*arguments, "--save", "SEG, sr,masks,heatmaps", "--parquet")
    assert "9 films, 6 to analyse" in saving.out
    assert (out / "results.jsonl").read_bytes() == before
    rows = worklist(out)
    contents = {row["sha256"]: row for row in rows if row["status"] != "failed"}
    assert {folder.name for folder in (out / "cases").iterdir()} <= set(contents)
    (demo,) = [row["sha256"] for row in rows if row["file"].endswith("Doe.dcm")]
    saved = {file.name for file in (out / "cases" / demo).iterdir()}
    assert {"sr.dcm", "seg.dcm", "lungs.png", "heatmap_covid19.png"} <= saved
    assert pydicom.dcmread(out / "cases" / demo / "seg.dcm").Modality == "SEG"
    assert not [file for file in out.rglob("*") if "Doe" in file.name]

    table = pyarrow.parquet.read_table(out / "worklist.parquet").to_pylist()
    assert [row["sha256"] for row in table] == [row["sha256"] for row in rows]
    assert table[-1]["urgency"] == pytest.approx(float(rows[-1]["urgency"]), abs=1e-6)
    assert table[0]["rank"] == 1
    again = command(*arguments, "--save", "sr,seg,masks,heatmaps")
    assert "9 films, 0 to analyse" in again.out  # its own files are no films


def test_a_format_that_there_is_not_is_wrong_usage(command: Command, films: Path, tmp_path: Path) -> None:
    ended = command("triage", films, "--output", tmp_path / "out", "--save", "sr,gif")
    assert (ended.status, ended.out) == (2, "")
    assert "no format 'gif'" in ended.err
    assert not (tmp_path / "out").exists()


def test_options_of_one_engine_do_not_go_with_the_other(
    command: Command, films: Path, tiny_models: Path, tmp_path: Path
) -> None:
    words = ("triage", films, "--output", tmp_path / "out", "--models", tiny_models)
    for wrong in (("--engine", "dask", "--one-inference-process"), ("--scheduler", "tcp://127.0.0.1:9")):
        ended = command(*words, *wrong)
        assert ended.status == 2
        assert "goes with --engine" in ended.err
    assert not (tmp_path / "out").exists()


def test_one_process_for_all_networks_changes_no_line(
    command: Command, films: Path, tiny_models: Path, tmp_path: Path
) -> None:
    words = ("triage", films, "--models", tiny_models, "--workers", 2, "--output")
    assert command(*words, tmp_path / "own").status == 1  # a film has failed
    assert command(*words, tmp_path / "one", "--one-inference-process").status == 1
    for name in ("worklist.csv", "results.jsonl"):
        assert (tmp_path / "own" / name).read_bytes() == (tmp_path / "one" / name).read_bytes()


def test_two_runs_on_one_folder_cannot_be(
    command: Command, films: Path, tiny_models: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    for number in range(LETTERS):
        (films / f"letter-{number}.dcm").write_text(f"letter {number}\n" * 40)
    process = start(films, out, tiny_models)
    try:
        told(process, 1)
        second = command("triage", films, "--output", out, "--models", tiny_models, *ONE)
        assert (second.status, second.out) == (1, "")
        assert second.err == f"cxrviewer: {out}: is in use by another triage (process {process.pid})\n"
    finally:
        process.kill()
        process.communicate()


def kill_and_go_on(films: Path, models: Path, out: Path, kills: int, through: Path) -> None:
    chance, before = random.Random(kills), list[str]()
    for _ in range(kills):
        process = start(films, out, models)
        now = told(process, chance.randint(1, 3))
        if chance.random() < 0.5:
            now += told(process, 1) if chance.random() < 0.5 else []
        process.kill()
        rest, _ = process.communicate(timeout=60)
        now += [found[1] for line in rest.splitlines() if (found := TOLD.match(line))]
        assert not set(now) & set(before)  # nothing acknowledged is done again
        before += now
    last = start(films, out, models)
    before += told(last, 10_000)
    last.communicate(timeout=120)
    assert len(before) == len(set(before))
    contents = [content for content, _, _ in kept(out)]
    assert len(contents) == len(set(contents))
    once = start(films, through, models)
    once.communicate(timeout=120)
    assert (out / "worklist.csv").read_bytes() == (through / "worklist.csv").read_bytes()
    assert (out / "results.jsonl").read_bytes() == (through / "results.jsonl").read_bytes()


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kills", [10, 30])
def test_killed_at_any_moment(
    kills: int, phantoms: PhantomSet, films: Path, tiny_models: Path, tmp_path: Path
) -> None:
    for film in phantoms.films:
        shutil.copy(film, films)
    for number in range(3 * kills):
        (films / f"letter-{number}.dcm").write_text(f"letter {number}\n" * 40)
    kill_and_go_on(films, tiny_models, tmp_path / "out", kills, tmp_path / "through")


def test_without_room_it_stops_with_a_sentence_and_goes_on(
    films: Path, tiny_models: Path, tmp_path: Path
) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash sets the limit")
    out = tmp_path / "out"
    # no file may pass 117 KiB: enough for the tables, not for the results
    process = start(films, out, tiny_models, "bash", "-c", 'ulimit -f 117; exec "$@"', "-")
    _, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "Traceback" not in err
    assert "goes on from there" in err.splitlines()[-1]
    done = start(films, out, tiny_models)
    done.communicate(timeout=120)
    assert len(worklist(out)) == 8
    assert not [row for row in worklist(out) if row["status"] in {"queued", "running"}]
