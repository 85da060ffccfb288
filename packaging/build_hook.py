"""Puts models, resources and the user guide into a wheel; an editable install reads them where they lie."""

import subprocess
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedFiles(BuildHookInterface):
    """Build hook of hatchling, named in pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files unless the install is editable."""
        if version == "standard":
            guide = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
            subprocess.run(guide, cwd=self.root, check=True)
            build_data["force_include"] |= {
                f"{self.root}/{folder}": f"cxrviewer/_data/{folder}" for folder in ("models", "resources")
            }
