"""Plug-ins that are broken: whoever uses one is told whose it is and what would be right."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from dists import distribution

from smile_commons import plugins
from smile_commons.cli import judge_commands, options
from smile_commons.dialogues.policies import POLICIES, Policy, Turn
from smile_commons.errors import InputError, ServiceError
from smile_commons.exports.formats import EXPORTERS, exporter_of
from smile_commons.exports.script import Script
from smile_commons.memory.embeddings import OnnxEmbedder
from smile_commons.memory.opening import open_embedder
from smile_commons.models.gateway import Gateway
from smile_commons.models.open import check_model, open_unasked, unopened
from smile_commons.models.settings import Settings
from smile_commons.scoring.judge.plugged import plugged_task
from smile_commons.scoring.judge.task import LABELS
from smile_commons.scoring.readers.reading import read_transcript
from smile_commons.scoring.readers.registry import NAMED

CAST = ("ada", "bo")
USES: Mapping[str, Callable[[str], Any]] = {
    plugins.MODELS: lambda name: unopened(Settings(model=name)),
    plugins.EMBEDDERS: lambda name: open_embedder(Settings(embeddings=name)),
    plugins.JUDGE_TASKS: plugged_task,
    plugins.POLICIES: lambda name: Policy.of(name, CAST),
    plugins.EXPORTERS: exporter_of,
}
"""By group, what somebody does who uses a plug-in; readers are asked about every file."""
BUILT_IN: Mapping[str, tuple[str, ...]] = {
    plugins.EMBEDDERS: ("local",),
    plugins.JUDGE_TASKS: tuple(LABELS),
    plugins.POLICIES: POLICIES,
    plugins.EXPORTERS: tuple(EXPORTERS),
    plugins.READERS: tuple(sorted(NAMED)),
}


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on Python's path."""
    folder = tmp_path / "path"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


def brought(path: Path, group: str, module: str, own: str = "mended") -> None:
    """One plug-in called ``mine``, the object X of that module."""
    distribution(path, own, {group: {"mine": ":X"}}, module)


def talk(path: Path) -> Path:
    file = path.parent / "talk.txt"
    file.write_text("Ada: Keep it.\nBo: Why?\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("group", USES)
def test_one_that_cannot_be_imported(group: str, path: Path) -> None:
    own = f"broken_{group.rpartition('.')[2]}"  # each a module that Python has not seen yet
    brought(path, group, "import nothing_of_the_kind\n", own)
    with pytest.raises(InputError) as told:
        USES[group]("mine")
    said = str(told.value)
    assert f"plug-in 'mine' of {own} 1.0 ({group})" in said
    assert f"{own}:X cannot be imported: ModuleNotFoundError" in said
    assert "it has to be a" in said


@pytest.mark.parametrize("group", USES)
@pytest.mark.parametrize("shape", ["42", "lambda *_: 42"])
def test_one_of_the_wrong_shape(group: str, shape: str, path: Path) -> None:
    own = f"shape_{group.rpartition('.')[2]}_{len(shape)}"
    brought(path, group, f"X = {shape}\n", own)
    with pytest.raises(InputError) as told:
        made = USES[group]("mine")
        turn = Turn(CAST, {}, None, None, 0)
        made.choose(turn, random.Random(1))  # of a policy only that shows what it is
    assert f"plug-in 'mine' of {own} 1.0 ({group})" in str(told.value)
    assert "it has to be a" in str(told.value)


@pytest.mark.parametrize("group", USES)
def test_a_name_that_is_there_twice(group: str, path: Path) -> None:
    distribution(path, "one-of-two", {group: {"mine": ":X"}}, "X = None\n")
    distribution(path, "two-of-two", {group: {"mine": ":Y"}}, "Y = None\n")
    with pytest.raises(InputError) as told:
        USES[group]("mine")
    said = "is there twice, of one-of-two 1.0 (one_of_two:X) and two-of-two 1.0 (two_of_two:Y)"
    assert said in str(told.value)


@pytest.mark.parametrize("group", BUILT_IN)
def test_what_is_built_in_keeps_its_name(group: str, path: Path) -> None:
    taken = BUILT_IN[group][0]
    distribution(path, "taker", {group: {taken: ":X"}}, "raise AssertionError('imported')\n")
    with pytest.raises(InputError, match=f"plug-in '{taken}' of taker 1.0 .*the name is built in"):
        plugins.find(group, taken, BUILT_IN[group])
    if group in (plugins.POLICIES, plugins.EXPORTERS, plugins.EMBEDDERS):
        assert USES[group](taken)
    if group in (plugins.POLICIES, plugins.EXPORTERS, plugins.JUDGE_TASKS):
        with pytest.raises(InputError, match=r"taker 1.0 .*the name is built in"):
            USES[group]("nothing-like-it")


def test_models_of_ours_and_files_keep_their_names(path: Path, tmp_path: Path) -> None:
    distribution(path, "taker-2", {plugins.MODELS: {"local": ":X", "a.gguf": ":X"}}, "raise Oh\n")
    with pytest.raises(InputError, match="no such file"):
        check_model(Settings(model="a.gguf", cache_dir=tmp_path))
    assert not isinstance(open_embedder(Settings()), type(None))


def test_who_does_not_use_them_is_not_disturbed(path: Path) -> None:
    for place, group in enumerate(USES):
        distribution(path, f"bad-{place}", {group: {"mine": ":X"}}, "raise SystemExit(9)\n")
    distribution(path, "bad-lines", {}, "")
    broken = path / "bad_lines-1.0.dist-info" / "entry_points.txt"
    broken.write_text("[smile_commons.models]\nno equals sign\n", encoding="utf-8")
    assert exporter_of("csv") is EXPORTERS["csv"]
    assert Policy.of("list:ada", CAST).names == ("ada",)
    assert isinstance(open_embedder(Settings()), OnnxEmbedder)
    home = Settings(model="else", base_url="http://127.0.0.1:9/v1")
    assert isinstance(unopened(home), Gateway)
    with pytest.raises(InputError, match=r"the entry points of .*bad_lines.* cannot be read"):
        exporter_of("nothing-like-it")
    with pytest.raises(InputError, match="cannot be imported: SystemExit: 9"):
        exporter_of("mine")


async def test_a_model_of_a_plug_in_is_not_examined(path: Path) -> None:
    module = "from smile_commons.models.scripted import ScriptedModel\n"
    brought(path, plugins.MODELS, module + "def X(settings): return ScriptedModel(['Aye.'])\n")
    with pytest.raises(InputError, match="'mine' is the model of a plug-in"):
        await open_unasked(Settings(model="mine"))


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("import nothing_of_the_kind", "cannot be imported: ModuleNotFoundError"),
        ("X = 42", "is of type int"),
        ("X = Reader('X', lambda given: 1 / 0, None)", "its name is no text, or"),
        ("X = Reader('X', lambda given: 1 / 0, list)", "failed: ZeroDivisionError"),
    ],
)
def test_a_reader_that_is_broken_is_passed_over(module: str, said: str, path: Path) -> None:
    own = f"reader_{abs(hash(module))}"
    head = "from smile_commons.scoring.readers.reader import Reader\n"
    brought(path, plugins.READERS, f"{head}{module}\n", own)
    read = read_transcript(talk(path))
    assert read.format == "script"
    (told,) = read.broken_readers
    assert f"plug-in 'mine' of {own} 1.0 (smile_commons.readers)" in told
    assert said in told
    odd = talk(path).with_name("odd.xyz")
    odd.write_text("nothing that anybody says\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"passed over:(.|\n)*'mine' of"):
        read_transcript(odd)


@pytest.mark.parametrize(
    ("reads", "said"),
    [("1 / 0", "failed: ZeroDivisionError"), ("['Keep it.']", "it made a list of something else")],
)
def test_a_reader_that_knows_a_file_and_cannot_read_it(reads: str, said: str, path: Path) -> None:
    own = f"reading_{len(reads)}"
    head = "from smile_commons.scoring.readers.reader import Reader\n"
    module = f"{head}X = Reader('X', lambda given: True, lambda given: {reads})\n"
    brought(path, plugins.READERS, module, own)
    with pytest.raises(InputError, match=f"plug-in 'mine' of {own} 1.0 .*{said}"):
        read_transcript(talk(path))


def test_a_reader_named_like_a_format_of_ours_is_passed_over(path: Path) -> None:
    distribution(path, "taker-3", {plugins.READERS: {"CSV": ":X"}}, "raise Oh\n")
    (told,) = read_transcript(talk(path)).broken_readers
    assert "plug-in 'CSV' of taker-3 1.0" in told
    assert "the name is built in" in told


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("Exporter('../x', str)", r"its ending is '\.\./x'"),
        ("Exporter('x', 'str')", "it renders with what is no function"),
        ("Exporter('x', lambda script: 1 / 0)", "failed: ZeroDivisionError"),
        ("Exporter('x', lambda script: None)", "it made something of type NoneType"),
    ],
)
def test_an_exporter_that_fails(made: str, said: str, path: Path) -> None:
    own = f"exporter_{abs(hash(made))}"
    head = "from smile_commons.exports.exporter import Exporter\n"
    brought(path, plugins.EXPORTERS, f"{head}X = {made}\n", own)
    with pytest.raises(InputError, match=f"plug-in 'mine' of {own} 1.0 .*{said}"):
        exporter_of("mine").write(Script("A title", ()))


@pytest.mark.parametrize(
    ("chosen", "said"),
    [("('cy', 'why')", "it chose .*ada, bo are present"), ("1 / 0", "failed: ZeroDivisionError")],
)
def test_a_policy_that_chooses_nobody(chosen: str, said: str, path: Path) -> None:
    own = f"policy_{len(chosen)}"
    brought(path, plugins.POLICIES, f"def X(turn, rng): return {chosen}\n", own)
    choose = Policy.of("mine", CAST).choose
    assert choose is not None
    with pytest.raises(InputError, match=f"plug-in 'mine' of {own} 1.0 .*{said}"):
        choose(Turn(CAST, {}, None, None, 0), random.Random(1))


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("Say {{ text }}: {{ form }}.", "its template, asked for 'a': .*before the first role"),
        ("@@user\n{{ text", "its template, asked for 'a': "),
        ("@@user\n{{ speech }} {{ form }}", "its template, asked for 'a': "),
        ("@@user\n{{ text }}", "asks in several forms with the same words"),
    ],
)
def test_a_task_whose_template_does_not_ask(template: str, said: str, path: Path) -> None:
    own = f"task_{abs(hash(template))}"
    module = f"""
from smile_commons.scoring.judge.judge_task import JudgeTask, Known
X = JudgeTask(
    labels=("yes", "no"),
    template={template!r},
    forms={{"a": (["yes"], ["no"]), "b": (["aye"], ["nay"])}},
    balanced=[Known(str(n), ("yes", "no")[n % 2], "b") for n in range(8)],
)
"""
    brought(path, plugins.JUDGE_TASKS, module, own)
    with pytest.raises(InputError, match=f"(?s)plug-in 'mine' of {own} 1.0 .*{said}"):
        plugged_task("mine")


@pytest.mark.parametrize(
    ("vectors", "said"),
    [
        ("[[1.0, 0.0]]", r"gave vectors of the shape \(1, 2\) where it is \(2, 2\)"),
        ("[[1.0, 0.0], [1.0, 1.0]]", "gave a vector of the length 1.41 where it is 1"),
        ("[[1.0, 0.0], [float('nan'), 0]]", "gave a vector of the length nan where it is 1"),
        ("1 / 0", "failed: ZeroDivisionError"),
    ],
)
def test_an_embedder_whose_vectors_are_none(vectors: str, said: str, path: Path) -> None:
    own = f"embedder_{abs(hash(vectors))}"
    module = f"""
class X:
    name, dimension = "x", 2
    def __init__(self, settings): pass
    def embed(self, texts): return {vectors}
"""
    brought(path, plugins.EMBEDDERS, module, own)
    embedder = open_embedder(Settings(embeddings="mine"))
    assert (embedder.name, embedder.dimension) == ("x by mine", 2)
    with pytest.raises(ServiceError, match=f"plug-in 'mine' of {own} 1.0 .*{said}"):
        embedder.embed(["a", "b"])


def test_what_the_command_line_lists_is_what_there_is() -> None:
    assert tuple(EXPORTERS) == options.FORMATS
    assert tuple(LABELS) == judge_commands.TASKS
