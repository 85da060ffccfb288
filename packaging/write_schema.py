"""Write `docs/analysis-schema.json` and `docs/evaluation-schema.json` from the records of the program."""

import json
from collections.abc import Mapping
from pathlib import Path

from cxrviewer.export.analysis_schema import analysis_schema
from cxrviewer.training.evaluation.schema import evaluation_schema

_DOCS = Path(__file__).resolve().parent.parent / "docs"
SCHEMA_FILE, EVALUATION_SCHEMA_FILE = _DOCS / "analysis-schema.json", _DOCS / "evaluation-schema.json"


def _write(file: Path, schema: Mapping[str, object]) -> None:
    file.write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _write(SCHEMA_FILE, analysis_schema())
    _write(EVALUATION_SCHEMA_FILE, evaluation_schema())
