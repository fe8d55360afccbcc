"""What is registered stays as it was; what is done otherwise is told; a bundle checks itself."""

import json
import zipfile
from pathlib import Path

import pytest
import yaml
from batches import RECALL, engine, write

import smile_commons as sc
from smile_commons.studies.bundle import check_bundle
from smile_commons.studies.registration import broken

PLANNED = (
    RECALL.replace("1..2", "1")
    + "question: Does memory matter?\nauthors: ['Doe, Jane']\nanalysis: {sesoi: 0.1, sd: 0.2}\n"
)


def test_a_registration_answers_the_forms_and_holds_its_sums(
    tmp_path: Path, world: sc.World
) -> None:
    study = sc.study(write(tmp_path, PLANNED), world=world)
    made = study.register()
    names = {path.name for path in made.folder.iterdir()}
    assert names == {
        *("study.yaml", "plan.json", "dictionary.json", "digests.json", "registration.md"),
        *("SHA256SUMS", "created"),
    }
    assert broken(made.folder) == []
    text = (made.folder / "registration.md").read_text(encoding="utf-8")
    for heading in (
        "**2. Hypothesis.**",
        "**7. Sample size.**",
        "**Stopping rule.**",
        "**Authors.**",
    ):
        assert heading in text
    assert "Does memory matter?" in text and "Doe, Jane" in text and "34 pairs" in text
    assert "No: no cell of the design was played." in text
    plan = json.loads((made.folder / "plan.json").read_bytes())
    assert [one["cell"] for one in plan["list"]] == [cell.id for cell in study.cells]


def test_it_is_amended_beside_with_a_reason_and_never_changed(
    tmp_path: Path, world: sc.World
) -> None:
    folder = write(tmp_path, PLANNED)
    first = sc.study(folder, world=world).register()
    with pytest.raises(sc.InputError, match="has it as it is"):
        sc.study(folder, world=world).register()
    before = {path.name: path.read_bytes() for path in first.folder.iterdir()}
    write(tmp_path, PLANNED.replace("movement@all", "attainment@all"))
    with pytest.raises(sc.InputError, match="because"):
        sc.study(folder, world=world).register()
    second = sc.study(folder, world=world).register(because="a slip of the pen")
    assert second.folder.name == "registration-2"
    assert "a slip of the pen" in (second.folder / "registration.md").read_text(encoding="utf-8")
    assert {path.name: path.read_bytes() for path in first.folder.iterdir()} == before


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, world: sc.World) -> Path:
    """A study that was registered and run otherwise: by another model, with a seed more."""
    folder = write(tmp_path_factory.mktemp("study"), PLANNED)
    sc.study(folder, world=world).register()
    later = PLANNED.replace("seeds: 1}", "seeds: 1..2}").replace("movement@all", "attainment@all")
    sc.study(write(folder, later), world=world).run(engine=engine())
    return folder


def test_every_deviation_stands_at_the_head(played: Path, world: sc.World) -> None:
    found = sc.study(played, world=world).analyse()
    told = {(one.what, one.planned.split()[0]) for one in found.deviations}
    assert {("outcome", "primary"), ("n", "seeds"), ("n", "no")} <= told
    assert any(one.what == "version" and "scripted" in one.found for one in found.deviations)
    lines = found.text().splitlines()
    assert lines[0].startswith("registered on ")
    head = lines[: lines.index("")]
    assert len(head) == 1 + len(found.deviations)
    assert len(json.loads((played / "deviations.json").read_bytes())) == len(found.deviations)


def test_a_registration_that_was_tampered_with_is_told_of(played: Path, world: sc.World) -> None:
    plan = played / "registration" / "plan.json"
    whole = plan.read_bytes()
    plan.write_bytes(whole.replace(b"little-memory", b"little-memori"))
    try:
        found = sc.study(played, world=world).analyse()
    finally:
        plan.write_bytes(whole)
    assert any(
        one.what == "registration" and "plan.json" in one.planned for one in found.deviations
    )


def test_a_bundle_is_whole_can_be_cited_and_checks_itself(
    played: Path, world: sc.World, tmp_path: Path
) -> None:
    study = sc.study(played, world=world)
    study.analyse()
    bundle = study.bundle(tmp_path / "b.zip")
    assert check_bundle(bundle) == []
    with zipfile.ZipFile(bundle) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    cited = yaml.safe_load(files["CITATION.cff"])
    assert cited["authors"] == [{"family-names": "Doe", "given-names": "Jane"}]
    assert cited["type"] == "dataset" and cited["title"] == "little-memory"
    assert json.loads(files["codemeta.json"])["@type"] == "SoftwareSourceCode"
    runs = {name.split("/")[1] for name in files if name.startswith("runs/")}
    assert runs == {row.run_id for row in study.rows()}
    assert not [name for name in files if name.endswith(("replies.jsonl", ".sqlite"))]

    torn = tmp_path / "torn.zip"
    with zipfile.ZipFile(torn, "w") as packed:
        for name, content in files.items():
            if name != "cells.jsonl":
                packed.writestr(name, content + b" " if name == "study.yaml" else content)
        packed.writestr("more.txt", "x")
    assert check_bundle(torn) == ["cells.jsonl", "more.txt", "study.yaml"]


def test_what_is_no_bundle_and_what_has_nothing_to_bundle(tmp_path: Path, world: sc.World) -> None:
    (tmp_path / "x.zip").write_text("x", encoding="utf-8")
    with pytest.raises(sc.InputError, match="is no bundle"):
        check_bundle(tmp_path / "x.zip")
    study = sc.study(write(tmp_path / "s", PLANNED), world=world)
    for verb in (study.bundle, study.analyse, study.report):
        with pytest.raises(sc.InputError, match="no cell is done"):
            verb()
