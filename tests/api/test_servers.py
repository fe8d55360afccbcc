"""Checkpoints on a real Postgres server and memories on a real Chroma server, by setting."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from little import Words, says

import smile_commons as sc
from smile_commons.dialogues.checkpoints import KEPT
from smile_commons.models.settings import load_settings


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The address of a server that a package brings along."""
    pgserver = pytest.importorskip("pgserver")
    # Postgres runs as a user of its own where the tests run as root, and must get there.
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)
        server = pgserver.get_server(Path(place) / "data", cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Chroma's own server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = shutil.which("chroma", path=str(Path(sys.executable).parent))
    assert program is not None
    folder = tmp_path_factory.mktemp("chroma")
    words = ["run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        [program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def engine(**settings: str) -> sc.Engine:
    return sc.Engine(load_settings(settings), model=sc.ScriptedModel(says), embedder=Words())


def test_a_play_is_stopped_and_goes_on_by_checkpoints_on_postgres(
    postgres: str, world: sc.World, here: Path
) -> None:
    with engine(checkpoints_url=postgres) as opened:
        with pytest.raises(sc.StoppedError):
            sc.play("bench", world=world, engine=opened, takes=1, judged=False, max_tokens=9000)
        run = sc.open_run()
        told = run.speeches
        assert run.status == "stopped"
        assert sc.resume(run, engine=opened, max_tokens=0).status == "done"
        assert run.speeches[: len(told)] == told
    assert not (run.path / "forum.sqlite").exists()
    assert 0 < kept(postgres, run, "checkpoints") <= KEPT, "they do not grow with the debate"
    assert kept(postgres, run, "checkpoint_blobs") <= 4 * KEPT


def kept(postgres: str, run: sc.Run, table: str) -> int:
    """Rows of a run on the server."""
    import psycopg

    with psycopg.connect(postgres) as asked:
        rows = asked.execute(f"SELECT count(*) FROM {table} WHERE thread_id = %s", (run.id,))
        return int((rows.fetchone() or (0,))[0])


STUDY = """\
format: 1
id: on-postgres
dialogue: bench
factors: {recall: [full, none]}
options: {takes: 1, judged: false}
outcomes: {primary: movement@all}
"""


def test_a_study_has_one_checkpoint_a_run_on_postgres(
    postgres: str, world: sc.World, here: Path
) -> None:
    (here / "study.yaml").write_text(STUDY, encoding="utf-8")
    with engine(checkpoints_url=postgres) as opened:
        study = sc.study(here, world=world)
        assert study.run(engine=opened).done == 2
    for run in study.runs():
        assert kept(postgres, run, "checkpoints") == 1
        assert not (run.path / "forum.sqlite").exists()


def test_a_server_of_checkpoints_that_is_not_there(world: sc.World, here: Path) -> None:
    nowhere = "postgresql://nobody:secret@127.0.0.1:1/none"
    with (
        engine(checkpoints_url=nowhere) as opened,
        pytest.raises(sc.ServiceError, match="server of checkpoints failed") as raised,
    ):
        sc.play("bench", world=world, engine=opened, takes=1, judged=False)
    assert "secret" not in str(raised.value)
    assert sc.open_run().status == "failed"


def test_memories_on_a_chroma_server(chroma: str, world: sc.World, here: Path) -> None:
    import chromadb

    with engine(chroma_url=chroma) as opened:
        runs = [
            sc.play("bench", world=world, engine=opened, takes=1, judged=False, seed=seed)
            for seed in (1, 2)
        ]
    assert [run.status for run in runs] == ["done", "done"]
    assert not any((run.path / "memory").exists() for run in runs)
    port = int(chroma.rpartition(":")[2])
    names = {one.name for one in chromadb.HttpClient("127.0.0.1", port).list_collections()}
    assert len(names) == 2 * 2, "each run's personas have collections of their own"
