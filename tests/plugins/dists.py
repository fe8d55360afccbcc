"""Distributions made up on the spot: what pip would leave of them, and no more."""

from collections.abc import Mapping
from pathlib import Path


def distribution(
    folder: Path, name: str, brings: Mapping[str, Mapping[str, str]], module: str = ""
) -> None:
    """Puts one into a folder that is on Python's path.

    Args:
        folder: where.
        name: of the distribution; its module is called alike, with underscores.
        brings: entry points by group and name; ``:X`` is an object of its module.
        module: the module's text.
    """
    own = name.replace("-", "_")
    (folder / f"{own}.py").write_text(module, encoding="utf-8")
    info = folder / f"{own}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8"
    )
    rows = list[str]()
    for group, entries in brings.items():
        rows.append(f"[{group}]")
        for entry, value in entries.items():
            rows.append(f"{entry} = {own + value if value.startswith(':') else value}")
    (info / "entry_points.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
