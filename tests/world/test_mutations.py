"""Whatever is wrong with a world, it is refused with its files named, or it loads."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "world_mutations.py"


@pytest.fixture(scope="module")
def mutations() -> ModuleType:
    """The benchmark's mutations; there they run on a thousand worlds."""
    spec = importlib.util.spec_from_file_location("world_mutations", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_world_that_is_mutated_is_whole(mutations: ModuleType, tmp_path: Path) -> None:
    mutations.check_world(mutations.grown_world(tmp_path / "world"))


def test_worlds_with_one_thing_wrong_load_or_are_refused(
    mutations: ModuleType, tmp_path: Path
) -> None:
    found = list(mutations.outcomes(66, seed=2145, scratch=tmp_path))
    assert {outcome.mutation for outcome in found} == set(mutations.MUTATIONS)
    assert [o for o in found if o.result not in ("loaded", "refused") or o.unnamed] == []
    assert sum(outcome.result == "refused" for outcome in found) > len(found) / 2


@pytest.mark.parametrize("where", ["bare", "after a whole file"])
def test_no_bomb_of_yaml_goes_off(mutations: ModuleType, tmp_path: Path, where: str) -> None:
    world = mutations.grown_world(tmp_path / "world")
    card = world / "personas" / "brita.yaml"
    before = "" if where == "bare" else card.read_text(encoding="utf-8")
    for bomb in mutations.YAML_BOMBS:
        card.write_bytes((before + bomb).encode("utf-8"))
        with pytest.raises(mutations.WorldError) as caught:
            mutations.check_world(world)
        assert any(problem.file == "personas/brita.yaml" for problem in caught.value.problems)
    assert not (Path.cwd() / "pwned").exists()
