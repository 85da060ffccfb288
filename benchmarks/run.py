"""Run every benchmark in its own process: a table, build/bench.json, status 1 if a bound is not kept."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
RESULTS = REPOSITORY / "build" / "bench.json"
MEASURES = (("ratio", "bound_ratio", ""), ("ms", "bound_ms", " ms"), ("mb", "bound_mb", " MB"))
_RUN = "import importlib, json, sys; print(json.dumps(importlib.import_module(sys.argv[1]).main()))"

Result = dict[str, Any]


def benchmarks() -> list[str]:
    """Names of the modules beside this one that have a `main`."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return [file.stem for file in files if file.stem != "run" and "def main(" in file.read_text("utf-8")]


def run(name: str) -> Result:
    """Run one benchmark; a failure is a result with its reason."""
    command = [sys.executable, "-c", _RUN, f"benchmarks.{name}"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"name": name, "failed": done.stderr.strip().splitlines()[-1:]}
    return {"module": name, **json.loads(done.stdout.splitlines()[-1])}


def checks(result: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """Measured value, bound and whether it is kept, for each bound that a result has."""
    found = []
    for measure, bound, unit in MEASURES:
        if isinstance(result.get(measure), int | float) and bound in result:
            value, limit = result[measure], result[bound]
            found.append((f"{value:.3g}{unit}", f"<= {limit:g}{unit}", value <= limit))
    return found


def rows(result: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Lines of the table for one benchmark."""
    if "failed" in result:
        return [(result["name"], "failed", "", "NO")]
    if "left_out" in result:
        return [(result["name"], "left out", "", result["left_out"])]
    kept = checks(result) or [("measured", "no bound", True)]
    return [(result["name"], value, bound, "yes" if ok else "NO") for value, bound, ok in kept]


def main() -> int:
    """Run all, print, write, and tell whether everything is as fast as it should be."""
    results = []
    print(f"{'benchmark':<60}{'measured':>12}{'bound':>14}  kept")
    for name in benchmarks():
        results.append(run(name))
        for title, value, bound, kept in rows(results[-1]):
            print(f"{title[:58]:<60}{value:>12}{bound:>14}  {kept}", flush=True)
        for line in results[-1].get("failed", []):
            print(f"    {line}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2), encoding="utf-8")
    print(RESULTS.relative_to(REPOSITORY))
    return int(any(row[3] == "NO" for result in results for row in rows(result)))


if __name__ == "__main__":
    sys.exit(main())
