"""JSON Schemas of the files that people write, for editors that complete and check as one types.

``python -m smile_commons.world.schema`` writes them anew after a change of the models.
"""

import ast
import inspect
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import BaseModel

import smile_commons.world.card as card
import smile_commons.world.dialogue as dialogue
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Dialogue, Resolution

SCHEMAS = Path(__file__).parent / "schemas"
MODELS: Mapping[str, type[BaseModel]] = {
    "card": Card,
    "dialogue": Dialogue,
    "resolution": Resolution,
}


def schema_text(model: type[BaseModel], modules: Sequence[ModuleType] = (card, dialogue)) -> str:
    """The schema of a model as the text of its file; what its modules say of fields goes along."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(mode="validation"),
    }
    said = {name: text for module in modules for name, text in _docstrings(module)}
    for definition in [schema, *schema.get("$defs", {}).values()]:
        for field, properties in definition.get("properties", {}).items():
            if text := said.get((definition["title"], field)):
                properties.setdefault("description", text)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _docstrings(module: ModuleType) -> Iterator[tuple[tuple[str, str], str]]:
    """What the models of a module say beneath each field, by class and field."""
    for node in ast.parse(inspect.getsource(module)).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for field, text in zip(node.body, node.body[1:], strict=False):
            match field, text:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(said))),
                ):
                    yield (node.name, name), " ".join(said.split())
                case _:
                    pass


if __name__ == "__main__":
    SCHEMAS.mkdir(exist_ok=True)
    for name, model in MODELS.items():
        (SCHEMAS / f"{name}.json").write_text(schema_text(model), encoding="utf-8")
