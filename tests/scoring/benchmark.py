"""The benchmarks as modules: they are scripts, and no package holds them."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parents[2] / "benchmarks"


def benchmark(name: str) -> ModuleType:
    """The script ``benchmarks/NAME.py``, imported; it finds those beside it."""
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))  # last: some are called as modules of the tests are
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
