"""DICOM objects that refer to a film: masks, pictures, structured reports, presentation states."""
