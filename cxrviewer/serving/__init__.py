"""Films from the network, results to it: a DICOM listener, and what sends results on."""
