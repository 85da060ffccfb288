"""De-identification by the Basic Application Level Confidentiality Profile (PS3.15 Annex E)."""

from cxrviewer.export.deidentification.batch import (
    Outcome,
    Status,
    check_output,
    deidentify_all,
    deidentify_file,
    outcome_of,
)
from cxrviewer.export.deidentification.burned_in import BurnedIn, burned_in
from cxrviewer.export.deidentification.files import BlockedError, Written
from cxrviewer.export.deidentification.header import deidentify
from cxrviewer.export.deidentification.options import Blanking, Options, Region
from cxrviewer.export.deidentification.project import Project, load_project
from cxrviewer.export.deidentification.requests import deidentify_request
from cxrviewer.export.deidentification.survey import Look, survey_file

__all__ = [
    "Blanking",
    "BlockedError",
    "BurnedIn",
    "Look",
    "Options",
    "Outcome",
    "Project",
    "Region",
    "Status",
    "Written",
    "burned_in",
    "check_output",
    "deidentify",
    "deidentify_all",
    "deidentify_file",
    "deidentify_request",
    "load_project",
    "outcome_of",
    "survey_file",
]
