"""Puts models and resources into a wheel; an editable install reads them where they lie."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedFiles(BuildHookInterface):
    """Build hook of hatchling, named in pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files unless the install is editable."""
        if version == "standard":
            build_data["force_include"] |= {
                f"{self.root}/{folder}": f"cxrviewer/_data/{folder}" for folder in ("models", "resources")
            }
