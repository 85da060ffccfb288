"""What is known of a data set as pages of text."""

from cxrviewer.gui.training.data_choice import DataSummary
from cxrviewer.gui.training.page_markup import page, paragraph, table, title

WELCOME = page(
    title("Films to train on"),
    paragraph("Choose a folder or drop it here. A data set is one of these:"),
    table(
        ("What", "How it looks"),
        (
            (
                "Folders of classes",
                "A folder for each class, its name is the label; in it films, or a folder for each patient.",
            ),
            (
                "A CSV manifest",
                "Columns file and label; patient_id, source, mask_file, view, age, sex if they are known.",
            ),
            (
                "DICOM with labels",
                "A folder of DICOM files, and the keyword of the attribute that holds the label.",
            ),
            (
                "Images and masks",
                "Folders images and masks with the same file names; or a folder of masks for each lung.",
            ),
        ),
    ),
    paragraph(
        "Films of one patient must stay together when films are divided for training and validation. Say how "
        "patients are told where folders and headers do not.",
        "quiet",
    ),
)


def summary_page(summary: DataSummary, task: str) -> str:
    """Return the page of a data set that is listed, but not checked."""
    sources = summary.sources if any(summary.sources) else ()
    rows = [
        (
            label or "(no label)",
            *(summary.classes.get((label, source), 0) for source in sources),
            _sum(summary, label),
        )
        for label in summary.labels
    ]
    heads = ("Class", *(source or "source not known" for source in sources), "Films")
    known = (
        paragraph(f"The patient is known of {summary.patients_known} of {summary.films} films.", "quiet")
        if summary.patients_known == summary.films
        else paragraph(
            f"The patient is known of {summary.patients_known} of {summary.films} films only: films of one "
            "patient may come to lie in training and validation, and figures would be too good. Give a "
            "patient rule if file names tell.",
            "warning",
        )
    )
    masks = [paragraph(f"{summary.masks} films have a lung mask.")] if task == "segment" else []
    return page(
        title(f"{summary.films} films of {summary.patients} patients or files"),
        known,
        *masks,
        table(heads, rows) if task != "segment" else "",
        paragraph("Not checked yet: check the data before training.", "warning"),
    )


def _sum(summary: DataSummary, label: str) -> int:
    return sum(count for (one, _source), count in summary.classes.items() if one == label)
