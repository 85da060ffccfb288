"""A header -> a new one that says nothing of the patient, built up from nothing."""

from collections.abc import Callable, Iterable, Iterator

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID

from cxrviewer.export.deidentification.codes import restore_code
from cxrviewer.export.deidentification.elements import Context, clean_element, clean_sequence
from cxrviewer.export.deidentification.header_values import text_of
from cxrviewer.export.deidentification.identifiers import identifiers_in, patient_identity
from cxrviewer.export.deidentification.options import METHODS, Options, method_codes
from cxrviewer.export.deidentification.places import is_admissible, place
from cxrviewer.export.deidentification.project import Project
from cxrviewer.export.deidentification.values import fits_dictionary

_DEEPEST = 64


def deidentify(
    dataset: Dataset, project: Project, options: Options | None = None, *, blanked: bool = False
) -> Dataset:
    """Return a de-identified copy of a header (PS3.15 E.2); the pixel data is left out.

    Parameters
    ----------
    dataset
        The header of an instance; it is not changed.
    project
        Maps UIDs, patients and dates; the same in every call of a project.
    options
        The Basic Profile alone by default.
    blanked
        Whether burnt-in text was made black in the pixels that will go with it.

    Raises
    ------
    ValueError
        If sequences are nested deeper than any object of the standard.
    """
    options = options or Options()
    identity = patient_identity(dataset)
    context = Context(
        project,
        options,
        UID(text_of(dataset, "SOPClassUID")),
        project.pseudonym(identity),
        project.days(identity),
        identifiers_in(dataset),
    )
    cleaned = _clean(dataset, None, context, 0)
    _add_patient(cleaned, context)
    _add_method(cleaned, options, blanked=blanked)
    return cleaned


def _clean(source: Dataset, sequence: int | None, context: Context, depth: int) -> Dataset:
    """Return a new data set or item with what may be written of another one."""
    if depth > _DEEPEST:
        raise ValueError("sequences are nested too deep")
    cleaned = Dataset()
    for element in _readable(source):
        here = place(element, source, sequence, context.sop_class)
        if element.VR == "SQ":
            new = clean_sequence(here, _cleaner(int(element.tag), context, depth + 1))
        else:
            new = clean_element(here, context)
        if new is not None:
            cleaned.add(new)
    restore_code(source, cleaned)
    if not cleaned.get("ResponsiblePerson") and "ResponsiblePersonRole" in cleaned:
        del cleaned.ResponsiblePersonRole  # of nobody (PS3.3 C.7.1.1)
    return cleaned


def _cleaner(sequence: int, context: Context, depth: int) -> Callable[[Iterable[Dataset]], list[Dataset]]:
    """Return what cleans the items of a sequence."""
    return lambda items: [_clean(item, sequence, context, depth) for item in items]


def _readable(source: Dataset) -> Iterator[DataElement]:
    """Yield the elements that may be in the object and are of the kind that they should be."""
    for tag in source.keys():  # noqa: SIM118 - a data set yields elements, not keys
        if not is_admissible(int(tag)):
            continue
        try:
            element = source[tag]
        except Exception:  # noqa: BLE001, S112 - pydicom raises anything; what cannot be read is not written
            continue
        if fits_dictionary(int(tag), element.VR):
            yield element


def _add_patient(cleaned: Dataset, context: Context) -> None:
    """Give the patient a pseudonym, also where there was neither name nor ID."""
    cleaned.SpecificCharacterSet = "ISO_IR 192"
    cleaned.PatientName = context.pseudonym
    cleaned.PatientID = context.pseudonym


def _add_method(cleaned: Dataset, options: Options, *, blanked: bool) -> None:
    """Say what was done (PS3.3 C.7.1.1, C.12.1)."""
    codes = method_codes(options, pixels=blanked)
    cleaned.PatientIdentityRemoved = "YES"
    cleaned.DeidentificationMethod = [METHODS[code] for code in codes]
    cleaned.DeidentificationMethodCodeSequence = Sequence([_method(code) for code in codes])
    cleaned.LongitudinalTemporalInformationModified = "MODIFIED" if options.shift_dates else "REMOVED"
    if blanked:
        cleaned.BurnedInAnnotation = "NO"


def _method(code: str) -> Dataset:
    """Return a coded method."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = code, "DCM", METHODS[code]
    return item
