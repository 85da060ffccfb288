"""Pictures of the main window and its dialogs, on the demo films."""

import subprocess
from dataclasses import replace

import cv2
import pydicom
from PIL import Image as Pillow
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea
from studio import Studio, keep

from cxrviewer.gui.dialogs.copies import CopiesDialog
from cxrviewer.gui.dialogs.models import ModelsDialog
from cxrviewer.gui.dialogs.settings import SettingsDialog
from cxrviewer.gui.dialogs.shortcuts import ShortcutsDialog
from cxrviewer.gui.lung_desk import Brush
from cxrviewer.locations import demo_film, resources_folder
from cxrviewer.study import Annotation, Kind, Verdict, study_key

_OTHER = resources_folder() / "demo" / "demo-chest-normal.dcm"
_DRAWN = (  # in pixels of the demo film
    Annotation(Kind.LENGTH, ((196.0, 112.0), (266.0, 122.0))),
    Annotation(Kind.ELLIPSE, ((64.0, 92.0), (104.0, 92.0), (84.0, 68.0), (84.0, 116.0)), "right upper zone"),
    Annotation(Kind.ARROW, ((238.0, 172.0), (284.0, 146.0)), "compare with the other side"),
)


def take_reading(studio: Studio) -> None:
    """Take them all, in the order of the guide."""
    studio.open(demo_film())
    studio.take("window")
    _take_looking(studio)
    _take_drawn(studio)
    _take_lungs(studio)
    _take_texture(studio)
    _take_said(studio)
    _take_report(studio)
    _take_dialogs(studio)
    _take_two(studio)
    _take_copies(studio)


def _take_looking(studio: Studio) -> None:
    """The film alone with its histogram, larger than the viewport."""
    studio.give("toggle_mask", "toggle_heatmap", "toggle_histogram", "toggle_films", "zoom_in", "zoom_in")
    studio.take("looking")
    studio.give("toggle_mask", "toggle_heatmap", "toggle_histogram", "toggle_films", "fit")


def _take_drawn(studio: Studio) -> None:
    session = studio.workspace.session
    studio.give("toggle_heatmap", "toggle_mask", "propose_cardiothoracic")
    session.annotating.edit(session.annotating.of(session.image_key).adding(*_DRAWN))
    session.annotating.select(_DRAWN[1].identifier)
    studio.give("show_measurements")
    studio.take("measuring")
    studio.give("show_analysis", "toggle_heatmap", "toggle_mask", "delete_all_annotations")


def _take_lungs(studio: Studio) -> None:
    """A stroke of the brush along the base of the right lung, beside the model's own outline."""
    session = studio.workspace.session
    studio.give("toggle_heatmap", "hand_brush")
    session.lung_desk.set_brush(Brush(0.03))
    _drag(studio, [_at(studio, column, 199 + ((column - 84) / 14) ** 2) for column in range(48, 118, 2)])
    _scroll_to(studio, "Lungs")
    studio.take("lungs")
    studio.give("hand_brush", "undo", "toggle_heatmap")


def _at(studio: Studio, column: float, row: float) -> QPoint:
    """Return where a place of the film stands in the viewport."""
    view = studio.workspace.view
    return view.viewportTransform().map(QPointF(column, row)).toPoint()


def _drag(studio: Studio, path: list[QPoint]) -> None:
    viewport = studio.workspace.view.viewport()
    QTest.mouseMove(viewport, path[0])
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=path[0])
    for place in path[1:]:
        QTest.mouseMove(viewport, place)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=path[-1])
    studio.settle()


def _scroll_to(studio: Studio, title: str) -> None:
    """Bring a section of the analysis panel to the top."""
    panel = studio.workspace.panel
    label = next(one for one in panel.findChildren(QLabel) if one.text() == title)
    area = next(one for one in studio.workspace.side.findChildren(QScrollArea) if one.isAncestorOf(panel))
    area.verticalScrollBar().setValue(label.mapTo(panel, QPoint(0, 0)).y() - 12)


def _take_texture(studio: Studio) -> None:
    session = studio.workspace.session
    studio.give("toggle_heatmap", "toggle_mask")
    session.set_display(replace(session.display, texture_feature="entropy"))
    studio.settle()
    _scroll_to(studio, "Texture of the lungs")
    studio.take("texture")
    session.set_display(replace(session.display, texture_feature=None))
    studio.give("toggle_heatmap", "toggle_mask")
    _scroll_to(studio, "Classification")


def _take_said(studio: Studio) -> None:
    session = studio.workspace.session
    desk, image = session.reading_desk, session.film.image
    model = session.analysis.classification.model
    said = replace(
        desk.of(study_key(image)),
        labels=("Interstitial pattern",),
        comment="Reticular markings in both lower zones.\nNo earlier film to compare with.",
        verdicts=(
            Verdict(image.source.key, "covid19", f"{model.name} {model.version}", False, "Not specific."),
        ),
    )
    desk.edit(said)
    studio.give("toggle_key_image", "show_reading")
    studio.take("reading")
    studio.give("show_analysis")


def _take_report(studio: Studio) -> None:
    """The first page of the report."""
    file = studio.folder / "report.pdf"
    studio.workspace.saving.save_report(file)
    studio.settle()
    subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", file, file.with_suffix("")], check=True)
    keep(Pillow.open(file.with_suffix(".png")).convert("RGB"), "report")


def _take_dialogs(studio: Studio) -> None:
    dialogs = {
        "models": ("show_models", ModelsDialog, (1180, 700)),
        "shortcuts": ("show_shortcuts", ShortcutsDialog, (900, 640)),
        "settings": ("show_settings", SettingsDialog, (820, 560)),
    }
    for name, (action, kind, size) in dialogs.items():
        studio.give(action)
        dialog = studio.find(kind)
        dialog.resize(*size)
        studio.take(name, dialog)
        dialog.close()


def _take_two(studio: Studio) -> None:
    studio.give("layout_two", "next_viewport")
    studio.open(_OTHER)
    studio.give("toggle_link", "toggle_films")
    studio.take("two-films")
    studio.give("toggle_link", "layout_one", "toggle_films")


def _take_copies(studio: Studio) -> None:
    """A film that does not say whether anything is burnt in, with an invented name that is."""
    film = pydicom.dcmread(demo_film())
    pixels = film.pixel_array.copy()
    cv2.putText(pixels, "NEMO 1970", (8, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 255, 1, cv2.LINE_AA)
    film.PixelData = pixels.tobytes()
    film.SOPInstanceUID = film.file_meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid()
    if "BurnedInAnnotation" in film:
        del film.BurnedInAnnotation
    film.save_as(studio.folder / "burnt-in.dcm")
    studio.open(studio.folder / "burnt-in.dcm")
    studio.give("export_copies")
    dialog = studio.find(CopiesDialog)
    studio.take("copies", dialog)
    dialog.close()
