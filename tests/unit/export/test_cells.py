"""No text becomes a formula, whatever program opens the table and at whatever it splits."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxrviewer.export.cells import plain_cell

FORMULAS = [
    "=1+1",
    "+49 30 123",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "   =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\ufeff=1+1",
    "\u200b\u200e=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(1)",
    '"=1+1',
    "'=1+1",
    "\x00=1+1",
    '=HYPERLINK("http://example.org?x="&A1,"click")',
    "%0A=1+1",
    "|calc",
]
TRIGGERS = set("=+-@")


def begins_a_formula(cell: str) -> bool:
    """Whether a spreadsheet that trims and normalises what it reads would calculate a cell."""
    shown = "".join(one for one in unicodedata.normalize("NFKC", cell) if unicodedata.category(one) != "Cf")
    return shown.strip().startswith(tuple(TRIGGERS))


@pytest.mark.parametrize("text", FORMULAS)
def test_known_attacks_are_texts_afterwards(text: str) -> None:
    assert not begins_a_formula(plain_cell(text))


@pytest.mark.parametrize("separator", [";", ",", "\t", "|", "\n", "\r\n"])
@pytest.mark.parametrize("text", FORMULAS)
def test_splitting_at_another_separator_makes_no_formula_either(text: str, separator: str) -> None:
    cell = plain_cell(f"harmless{separator}{text}")
    parts = cell.split(separator)
    assert not any(begins_a_formula(part) for part in parts)


@given(st.text(alphabet=st.sampled_from(list("=+-@\t\r\n ;,|\"'aä1\u200b\ufeff\uff1d")), max_size=12))
def test_no_text_of_dangerous_letters_begins_a_formula(text: str) -> None:
    for line in plain_cell(text).splitlines() or [""]:
        for part in line.replace(";", ",").replace("\t", ",").split(","):
            assert not begins_a_formula(part)


@pytest.mark.parametrize("text", ["", "nodule, 3-4 mm", "a=b", "Größe: 5 + 6", "rechts/links", "日本"])
def test_harmless_texts_stay_as_they_are(text: str) -> None:
    assert plain_cell(text) == text


def test_another_reader_gets_the_cell_back() -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerow([plain_cell('a "b"\r\nc, d'), 1.5])
    assert next(csv.reader(io.StringIO(stream.getvalue(), newline=""))) == ['a "b"\r\nc, d', "1.5"]
