"""Build hook: puts the shipped world into standard wheels."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CONTENT_FOLDERS = ("personas", "memory", "prompts", "dialogues", "lessons")


class ContentHook(BuildHookInterface):
    """Adds the content folders as ``smile_commons/_content/``.

    Editable installs are left alone: there the checkout's own root is the world,
    and a copy would go stale.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version != "standard":
            return
        for folder in CONTENT_FOLDERS:
            source = Path(self.root) / folder
            build_data["force_include"][str(source)] = f"smile_commons/_content/{folder}"
