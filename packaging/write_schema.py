"""Write `docs/analysis-schema.json` from the records of the program."""

import json
from pathlib import Path

from cxrviewer.export.analysis_schema import analysis_schema

SCHEMA_FILE = Path(__file__).resolve().parent.parent / "docs" / "analysis-schema.json"

if __name__ == "__main__":
    SCHEMA_FILE.write_text(
        json.dumps(analysis_schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
