"""A desktop viewer for chest radiographs. Not for clinical use."""

import os

__version__ = "0.1.0"

# ONNX Runtime >= 1.31 tells its makers of its use, and keeps a number of the computer, unless this is set
# before it is imported; its own switch comes too late. Nothing of ours runs earlier in any process.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
