"""The report: everything that is known of a film, nothing as markup, and that it is not for clinical use."""

import dataclasses
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset

from cxrviewer.analysis import read_drawn
from cxrviewer.errors import FileError
from cxrviewer.export import write_report
from cxrviewer.export.request import ExportRequest, View
from cxrviewer.study import (
    Analysis,
    Annotation,
    AnnotationSet,
    Image,
    KeyImage,
    Kind,
    LungArea,
    Maker,
    Measurement,
    PackedMask,
    PixelSpacing,
    Quantity,
    SpacingOrigin,
    StudyReading,
    TextureReadout,
    TextureSettings,
    Verdict,
)

PICTURE = np.zeros((300, 400, 3), np.uint8)
WRITTEN = datetime(2024, 2, 29, 13, 14, 15, tzinfo=UTC)
HOSTILE = (
    "<b>bold</b> <img src='file:///etc/passwd'/> <font color=red> &amp; &#65; <!-- x --> {{ 6 * 7 }}"
    " {% include '/etc/passwd' %} </report> </para>"
)


def text_of(path: Path) -> str:
    """Return what another program reads in the report, white space as single blanks."""
    return " ".join(line for page in page_texts(path) for line in page)


def page_texts(path: Path) -> list[list[str]]:
    """Return the lines of each page as another program reads them, from the top."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    read = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    pages = read.stdout.decode().split("\f")[:-1]
    return [[" ".join(line.split()) for line in page.splitlines() if line.strip()] for page in pages]


def pages_of(path: Path) -> int:
    return len(re.findall(rb"/Type /Page\b", path.read_bytes()))


@pytest.fixture
def request_of(image: Image, analysis: Analysis) -> ExportRequest:
    """The film with its picture and analysis, but nothing of a reader."""
    return ExportRequest(image, Dataset(), AnnotationSet(image.source.key), (), analysis, picture=PICTURE)


@pytest.fixture
def measured(image: Image) -> tuple[Measurement, ...]:
    """A length in mm, a region with texture, a ratio with a notice, and an arrow."""
    length = Annotation(Kind.LENGTH, ((0, 0), (30, 40)), "lesion", identifier="")
    ratio = Annotation(Kind.CARDIOTHORACIC, tuple((n, n) for n in range(6)), maker=Maker.MODEL)
    region = Annotation(Kind.ELLIPSE, ((0, 5), (10, 5), (5, 0), (5, 10)), "nodule")
    arrow = Annotation(Kind.ARROW, ((0, 0), (3, 4)), "see here")
    own = PixelSpacing(0.3, 0.3, SpacingOrigin.USER)
    texture = TextureReadout("nodule", {"contrast": 1.25}, 99, TextureSettings())
    return (
        Measurement(length, (Quantity("length", 12.345, "mm"),), own),
        Measurement(ratio, (Quantity("cardiothoracic ratio", 0.4712, "1"),), own, notices=("An AP film.",)),
        Measurement(
            region, (Quantity("area", 78.54, "px2"), Quantity("mean", -512.25, "[hnsf'U]")), None, texture
        ),
        Measurement(arrow),
    )


@pytest.fixture
def reading(image: Image) -> StudyReading:
    key = image.source.key
    return StudyReading(
        "study",
        ("Consolidation", "Pleural effusion"),
        "Patchy in the right lower zone.\nNo pneumothorax.",
        (Verdict(key, "covid19", "cxr-four 0.9.0", agrees=False, reason="Portable film."),),
        (KeyImage(key, note="lower zone"), KeyImage("elsewhere#2", frame=2)),
    )


def test_report_says_what_was_found_and_how(request_of: ExportRequest, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    write_report(path, request_of, WRITTEN)
    expected = ["NOT FOR CLINICAL USE", "Müller, Jörg", "P-17", "2021-03-05", "film.dcm, frame 2 of 3"]
    expected += ["COVID-19", "65.0 %", "Other pathology", "25.0 %", "1,000", "125 mm²", "ImagerPixelSpacing"]
    expected += ["75.0 % of the Grad-CAM", "Contrast", "1.5", "0.0625", "32 levels", "lungs-unet 1.2.3"]
    expected += ["SHA-256 0123456789ab", "fedcba987654", "torch 2.13 (CUDA)", "Limits"]
    expected += ["A broken VOI LUT was left out.", "The right lung is cut off."]
    expected += ["2024-02-29 13:14:15 +0000", "PRELIMINARY – not signed", "Page 1 of 1"]
    expected += ["The reader has not judged the AI's answer."]
    text = text_of(path)
    assert [words for words in expected if words not in text] == []
    assert "Findings of the reader" not in text
    assert pages_of(path) == 1


def test_votes_and_published_texture_are_written(
    request_of: ExportRequest, voted: Analysis, tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"
    write_report(path, dataclasses.replace(request_of, analysis=voted), WRITTEN)
    text = text_of(path)
    expected = ["Normal has 3 of 4 votes. Entropy of the votes 0.81 bits", "Normal 3 75.0 % 51.3 % 16.7 %"]
    expected += ["COVID-19 0 0.0 % 10.6 % 1.1 %", "cxr4-patches 1.0.0", "Patches of 224 px"]
    expected += ["Variance V 34.5 22.97 – 33.81 36.13 – 48.19 33.78 – 57.99 COVID-19 above"]
    expected += ["Mean M 10.62 8.17 – 11.87 10.77 – 15.79 10.44 – 18.97 Normal, COVID-19 above"]
    expected += ["A value inside a domain names no disease", "variance 34.5 / 30.5", "8 levels"]
    assert [words for words in expected if words not in text] == []
    assert pages_of(path) <= 2


def test_what_was_not_asked_for_or_cannot_be_compared_has_no_part(
    request_of: ExportRequest, voted: Analysis, tmp_path: Path
) -> None:
    other = dataclasses.replace(voted.lungs, model=dataclasses.replace(voted.lungs.model, name="other"))
    bare = dataclasses.replace(voted, lungs=other, patches=None)
    write_report(tmp_path / "report.pdf", dataclasses.replace(request_of, analysis=bare))
    text = text_of(tmp_path / "report.pdf")
    assert "as published by Lascu" in text
    assert "variance 34.5 / 30.5" in text
    assert "normal films" not in text
    assert "Votes of patches" not in text


def test_findings_verdict_and_measurements_are_written(
    request_of: ExportRequest, reading: StudyReading, measured: tuple[Measurement, ...], tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"
    write_report(path, dataclasses.replace(request_of, reading=reading, measurements=measured), WRITTEN)
    text = text_of(path)
    expected = ["Consolidation · Pleural effusion", "Patchy in the right lower zone. No pneumothorax."]
    expected += ["Disagrees with “COVID-19” (cxr-four 0.9.0).", "Portable film."]
    expected += ["length 12.3 mm", "calibrated by the user", "lesion", "cardiothoracic ratio 0.47"]
    expected += [
        "An AP film.",
        "area 78.5 px²",
        "not calibrated",
        "mean -512.2 HU",
        "contrast 1.25",
        "see here",
    ]
    expected += ["(this film): lower zone", "Key image 2, frame 2", "its picture was not"]
    assert [words for words in expected if words not in text] == []
    assert "has not judged" not in text


def test_without_anything_there_is_still_a_report(image: Image, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    write_report(path, ExportRequest(image, Dataset(), AnnotationSet(image.source.key)))
    text = text_of(path)
    assert "The film was not analysed." in text
    assert "The film with the layers" in text
    assert "Accession no." not in text  # the file does not tell one
    assert "Models" not in text
    assert pages_of(path) == 1


def test_report_without_classifier_texture_or_calibration(request_of: ExportRequest, tmp_path: Path) -> None:
    assert request_of.analysis is not None
    bare = dataclasses.replace(
        request_of.analysis,
        classification=None,
        heatmaps=(),
        texture=(),
        areas=(LungArea("right", 7, None, None),),
    )
    write_report(tmp_path / "report.pdf", dataclasses.replace(request_of, analysis=bare))
    text = text_of(tmp_path / "report.pdf")
    assert "No classifier" in text
    assert "tells no pixel spacing" in text
    assert "No lung is large enough" in text


def test_an_edited_mask_is_said_to_be_one(request_of: ExportRequest, image: Image, tmp_path: Path) -> None:
    assert request_of.analysis is not None
    edited = dataclasses.replace(request_of.analysis.lungs, edited=True)
    drawn = request_of.annotations.with_lungs(PackedMask.of(edited.labels))
    analysis = dataclasses.replace(request_of.analysis, lungs=edited)
    write_report(
        tmp_path / "report.pdf", dataclasses.replace(request_of, analysis=analysis, annotations=drawn)
    )
    assert "lung mask was edited by the user; areas and texture are of the edited mask" in text_of(
        tmp_path / "report.pdf"
    )


def test_lungs_drawn_by_hand_are_not_said_to_be_edited(
    request_of: ExportRequest, image: Image, tmp_path: Path
) -> None:
    assert request_of.analysis is not None
    drawn = read_drawn(image, request_of.analysis.lungs.labels)
    annotations = request_of.annotations.with_lungs(PackedMask.of(drawn.lungs.labels))
    write_report(
        tmp_path / "report.pdf", dataclasses.replace(request_of, analysis=drawn, annotations=annotations)
    )
    text = text_of(tmp_path / "report.pdf")
    assert "The lungs were drawn by the reader; areas and texture are of them" in text
    assert "edited" not in text


def test_long_texts_flow_over_pages_and_each_names_the_patient(
    request_of: ExportRequest, reading: StudyReading, measured: tuple[Measurement, ...], tmp_path: Path
) -> None:
    sentences = [f"Sentence number {n} " + "word " * 40 for n in range(80)]
    worded = dataclasses.replace(reading, comment="\n".join(sentences), labels=("Unbroken" * 200,))
    everything = dataclasses.replace(request_of, reading=worded, measurements=measured * 50)
    path = tmp_path / "report.pdf"
    write_report(path, everything)
    pages = pages_of(path)
    text = text_of(path)
    assert pages > 4
    assert [n for n in range(1, pages + 1) if f"Page {n} of {pages}" not in text] == []
    assert text.count("Müller, Jörg · P-17 · 2021-03-05") == pages - 1
    assert text.count("PRELIMINARY – not signed") == pages
    assert [n for n in range(80) if f"Sentence number {n} " not in text] == []
    assert text.count("length 12.3 mm") == 50


def test_markup_in_any_text_is_shown_as_it_stands(
    request_of: ExportRequest, reading: StudyReading, measured: tuple[Measurement, ...], tmp_path: Path
) -> None:
    text = dataclasses.replace(request_of.image.text, patient_name=HOSTILE[:60], study_description=HOSTILE)
    image = dataclasses.replace(request_of.image, text=text, notices=(HOSTILE,))
    note = KeyImage("other", note=HOSTILE)
    marked = dataclasses.replace(
        reading, labels=(HOSTILE,), comment=HOSTILE, verdicts=(), key_images=(note,)
    ).judging(Verdict(image.source.key, HOSTILE, HOSTILE, agrees=True, reason=HOSTILE))
    drawn = tuple(
        dataclasses.replace(each, annotation=each.annotation.worded(HOSTILE), notices=(HOSTILE,))
        for each in measured
    )
    path = tmp_path / "report.pdf"
    write_report(
        path, dataclasses.replace(request_of, image=image, reading=marked, measurements=drawn), WRITTEN
    )
    read = "".join(text_of(path).split())
    plain = "".join(HOSTILE.split())
    assert read.count(plain) >= 4  # findings, comment, notice and key image; in narrow columns lines mix
    assert read.count("{{6*7}}") >= 12
    assert "root:" not in read


def test_letters_of_every_script_and_none_can_be_written(request_of: ExportRequest, tmp_path: Path) -> None:
    names = "Иванов Ωμέγα שלום مرحبا 王小明 山田カナ 김철수 😀 \U0001f9ec"
    controls = "".join(map(chr, (*range(32), *range(0x7F, 0xA0), 0x202E, 0x2066, 0xFEFF, 0xFFFF, 0xE000)))
    text = dataclasses.replace(request_of.image.text, patient_name=names, study_description=f"a{controls}z")
    image = dataclasses.replace(request_of.image, text=text)
    comment = StudyReading("study", comment=f"{names}\nlone \ud800 surrogate\n{controls}")
    path = tmp_path / "report.pdf"
    write_report(path, dataclasses.replace(request_of, image=image, reading=comment))
    read = text_of(path)
    assert "Иванов Ωμέγα" in read
    assert "▯" in read
    assert not set(read) & set(controls)


def test_hebrew_and_arabic_are_read_back_in_their_order(request_of: ExportRequest, tmp_path: Path) -> None:
    import unicodedata

    sentence = "ממצא " * 40 + "סוף"  # longer than a line
    text = dataclasses.replace(
        request_of.image.text, patient_name="כהן, דוד", study_description="مرحبا بالعالم"
    )
    image = dataclasses.replace(request_of.image, text=text)
    path = tmp_path / "report.pdf"
    write_report(
        path, dataclasses.replace(request_of, image=image, reading=StudyReading("s", comment=sentence))
    )
    read = unicodedata.normalize("NFKC", text_of(path))
    marks = dict.fromkeys((0x202A, 0x202B, 0x202C, 0x200E, 0x200F))  # pdftotext's own
    plain = read.translate(marks)
    assert plain.index("דוד") < plain.index("כהן")  # seen from left to right, letters in their order
    assert "مرحبا بالعالم" in plain
    assert plain.count("ממצא") == 40
    assert plain.index("סוף") > plain.rindex("ממצא")


@pytest.mark.parametrize("shape", [(40, 4000, 3), (4000, 40, 3), (1, 1, 3)])
def test_any_shape_of_picture_fits(
    request_of: ExportRequest, tmp_path: Path, shape: tuple[int, int, int]
) -> None:
    picture = np.zeros(shape, np.uint8)
    keys = StudyReading("study", key_images=(KeyImage("k"),))
    write_report(
        tmp_path / "report.pdf",
        dataclasses.replace(request_of, picture=picture, reading=keys, key_pictures={"k": picture}),
    )
    assert pages_of(tmp_path / "report.pdf") <= 2


def test_large_film_makes_a_small_file(request_of: ExportRequest, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (3000, 3000, 3), np.uint8)
    write_report(tmp_path / "report.pdf", dataclasses.replace(request_of, picture=noise))
    assert (tmp_path / "report.pdf").stat().st_size < 6_000_000


def test_without_a_picture_the_film_is_turned_and_inverted_as_it_was_shown(
    request_of: ExportRequest, tmp_path: Path
) -> None:
    if shutil.which("pdfimages") is None:
        pytest.skip("pdfimages (poppler-utils) is not installed")
    import cv2

    pixels = np.zeros((60, 80), np.uint16)
    pixels[:30, :40] = 1000  # upper left; inverted it is the dark one
    image = dataclasses.replace(request_of.image, pixels=pixels, spacing=None)
    view = View(inverted=True, quarter_turns=1, mirrored=True)
    write_report(
        tmp_path / "report.pdf",
        dataclasses.replace(request_of, image=image, picture=None, analysis=None, view=view),
    )
    subprocess.run(["pdfimages", "-png", tmp_path / "report.pdf", tmp_path / "film"], check=True)
    film = cv2.imread(str(tmp_path / "film-000.png"), cv2.IMREAD_GRAYSCALE)
    rows, columns = film.shape
    assert rows > columns
    quarters = {
        (row, column): film[rows // 4 + row * rows // 2, columns // 4 + column * columns // 2]
        for row in (0, 1)
        for column in (0, 1)
    }
    assert quarters.pop((1, 1)) < 60  # mirrored it is upper right, turned clockwise lower right
    assert min(quarters.values()) > 200


def test_wrong_input_is_refused(request_of: ExportRequest, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="uint8"):
        write_report(tmp_path / "r.pdf", dataclasses.replace(request_of, picture=PICTURE[..., 0]))
    with pytest.raises(ValueError, match="time zone"):
        write_report(tmp_path / "r.pdf", request_of, WRITTEN.replace(tzinfo=None))
    assert not list(tmp_path.iterdir())


def test_the_users_template_takes_the_place_of_the_shipped_one(
    request_of: ExportRequest, tmp_path: Path
) -> None:
    template = tmp_path / "own.jinja"
    template.write_text('<report title="Clinic"><p>Dear {{ subject[0].text }}, {{ written }}</p></report>')
    write_report(tmp_path / "report.pdf", request_of, WRITTEN, template)
    text = text_of(tmp_path / "report.pdf")
    assert "Dear Müller, Jörg, 2024-02-29" in text
    assert "Lung area" not in text
    assert "NOT FOR CLINICAL USE" in text
    assert "PRELIMINARY – not signed" in text


FOLLOWING = {
    "a sentence": "<p>FOLLOWS</p>",
    "small print": "<small>FOLLOWS</small>",
    "another heading": "<h>FOLLOWS</h><small>more</small>",
    "key images": '<key-images side="60"/>',
    "columns": "<columns><column>{% for n in range(16) %}<p>FOLLOWS</p>{% endfor %}</column></columns>",
    "a high row": '<table shares="1 1"><tr><th>Head</th><th>Head</th></tr>'
    '<tr><td>FOLLOWS{{ "\\nmore" * 12 }}</td><td>a</td></tr></table>',
    "a long text": "<p>FOLLOWS {{ 'word ' * 900 }}</p>",
}


@pytest.mark.parametrize("what", FOLLOWING)
def test_no_heading_stands_alone_at_the_foot_of_a_page(
    request_of: ExportRequest, reading: StudyReading, tmp_path: Path, what: str
) -> None:
    """Whatever follows it, and wherever on the page it comes."""
    template, report = tmp_path / "own.jinja", tmp_path / "report.pdf"
    for lines in range(58, 67):  # a page has 66
        above = "<p>line</p>" * lines
        template.write_text(f'<report title="Clinic">{above}<h>HEADING</h>{FOLLOWING[what]}</report>')
        write_report(report, dataclasses.replace(request_of, reading=reading), WRITTEN, template)
        pages = page_texts(report)
        (number,) = (number for number, page in enumerate(pages) if "HEADING" in page)
        mark = "lower zone" if what == "key images" else "FOLLOWS"
        assert any(mark in line for line in pages[number]), f"{lines} lines"
    assert number == 1


@pytest.mark.parametrize(("rows", "place"), [(66, 1), (68, 2)])
def test_what_fills_a_page_stands_under_its_heading_or_on_the_next(
    request_of: ExportRequest, tmp_path: Path, rows: int, place: int
) -> None:
    template, report = tmp_path / "own.jinja", tmp_path / "report.pdf"
    column = f"<columns><column>{'<p>word</p>' * rows}</column></columns>"
    template.write_text(f'<report title="Clinic"><p>above</p><h>HEADING</h>{column}</report>')
    write_report(report, request_of, WRITTEN, template)
    pages = page_texts(report)
    assert [number for number, page in enumerate(pages) if "HEADING" in page] == [1]
    assert [number for number, page in enumerate(pages) if "word" in page] == [place]


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("<report>{{ nobody }}</report>", "nobody"),
        ("<report>\n{% if %}</report>", "line 2"),
        ("<report>{% include '/etc/passwd' %}</report>", "no loader"),
        ("<report>{{ ''.__class__.__mro__ }}</report>", "unsafe"),
        ("<report><img src='file:///etc/passwd'/></report>", "there is no <img>"),
        ("<report><p>never closed</report>", "</report> closes nothing"),
        ("<report><p>a</p>", "<report> is not closed"),
        ("nothing", "outside"),
        ("<report><table shares='1 1'><tr><td>one</td></tr></table></report>", "1 cells"),
        ("<report><film height='tall'/></report>", "numbers"),
        ("<report><p colour='red'>a</p></report>", "has no colour"),
        ("<report><p>{{ 1 / 0 }}</p></report>", "division"),
        (
            "<report><columns><column>{% for n in range(200) %}<p>a</p>"
            "{% endfor %}</column></columns></report>",
            "larger",
        ),
    ],
)
def test_a_template_that_makes_no_report_is_refused(
    request_of: ExportRequest, tmp_path: Path, template: str, reason: str
) -> None:
    file = tmp_path / "own.jinja"
    file.write_text(template)
    with pytest.raises(FileError) as caught:
        write_report(tmp_path / "report.pdf", request_of, template=file)
    assert str(caught.value).startswith(f"{file}: ")
    assert reason in str(caught.value)
    assert not (tmp_path / "report.pdf").exists()


def test_a_template_that_cannot_be_read_is_refused(request_of: ExportRequest, tmp_path: Path) -> None:
    (tmp_path / "own.jinja").write_bytes(b"\xff\xfe")
    for template in ("missing.jinja", "own.jinja"):
        with pytest.raises(FileError, match="cannot be read"):
            write_report(tmp_path / "report.pdf", request_of, template=tmp_path / template)
