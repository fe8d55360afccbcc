"""A store on disk: reopened, killed, broken, opened twice; and nothing of it leaves the machine."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from minds import numbered, random_vectors

from smile_commons.errors import InputError, StoreError
from smile_commons.memory import chroma
from smile_commons.memory.memory import Memory
from smile_commons.memory.store import MemoryStore

SOURCES = Memory(
    "reflection-forum-1",
    "I was wrong about the door.",
    "reflection",
    turn=7,
    act="forum",
    importance=0.7,
    sources=("episode-00002", "episode-00005"),
)
CANON = Memory("talia-1", "I kept the mould.", "canon", importance=0.9, when="spring 2139")


def opened(folder: Path, **more: object) -> MemoryStore:
    return MemoryStore(folder / "memory", dimension=384, **more)  # type: ignore[arg-type]


def test_a_store_is_as_it_was_left(tmp_path: Path) -> None:
    vectors = random_vectors(2)
    with opened(tmp_path) as store:
        store.open("talia").remember([CANON, SOURCES], vectors)
        store.open("kai").remember(numbered([1]), vectors[:1])
    with opened(tmp_path) as store:
        talia = store.open("talia")
        assert {*talia} == {CANON, SOURCES}
        assert [one.memory for one in talia.recall(vectors[1], turn=8, k=1)] == [SOURCES]
        assert [memory.id for memory in store.open("kai")] == ["m00001"]


@pytest.mark.parametrize("count", [9, 10, 11, 30])
def test_more_than_a_page_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(chroma, "_PAGE", 10)
    with opened(tmp_path) as store:
        store.open("kai").remember(numbered(range(count)), random_vectors(count))
    with opened(tmp_path) as store:
        assert [*store.open("kai")] == numbered(range(count))
        store.open("kai").forget([one.id for one in store.open("kai")])
    with opened(tmp_path) as store:
        assert len(store.open("kai")) == 0


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_a_closed_store_is_let_go(tmp_path: Path) -> None:
    """Every file of it; a study opens thousands."""

    def files() -> set[str]:
        return {
            target
            for link in Path("/proc/self/fd").iterdir()
            if (target := _target(link)).startswith(str(tmp_path))
        }

    store = opened(tmp_path)
    store.open("kai").remember(numbered([1]), random_vectors(1))
    store.flush()
    assert files()
    store.close()
    store.close()
    for _ in range(500):  # Chroma's own threads take some milliseconds
        if not files():
            break
        time.sleep(0.01)
    assert files() == set()
    with pytest.raises(StoreError, match="closed"):
        store.open("kai")


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except FileNotFoundError:  # that of the listing itself
        return ""


def test_a_folder_is_opened_once(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(StoreError, match="open already"):
        opened(tmp_path / "." / "x" / "..")
    opened(tmp_path).close()


def test_stores_do_not_mix(tmp_path: Path) -> None:
    with opened(tmp_path / "one") as one, opened(tmp_path / "two") as two:
        one.open("kai").remember(numbered([1]), random_vectors(1))
        one.flush()
        assert len(two.open("kai")) == 0


def test_vectors_of_another_embedder_are_refused(tmp_path: Path) -> None:
    with opened(tmp_path, embedder="minilm") as store:
        store.open("kai").remember(numbered([1]), random_vectors(1))
    with opened(tmp_path, embedder="minilm") as store:
        assert len(store.open("kai")) == 1
    with (
        opened(tmp_path, embedder="other") as store,
        pytest.raises(StoreError, match=r"embedded by minilm and not by other.*memory rebuild"),
    ):
        store.open("kai")


def test_vectors_of_another_length_are_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.open("kai").remember(numbered([1]), random_vectors(1))
    with (
        MemoryStore(tmp_path / "memory", dimension=4) as store,
        pytest.raises(StoreError, match=r"384 numbers each.*memory rebuild"),
    ):
        store.open("kai")


@pytest.mark.parametrize("junk", [b"", b"no database" * 999])
def test_a_broken_store_says_how_to_mend_it(tmp_path: Path, junk: bytes) -> None:
    with opened(tmp_path) as store:
        store.open("kai").remember(numbered(range(9)), random_vectors(9))
    database = tmp_path / "memory" / "chroma.sqlite3"
    whole = database.read_bytes()
    database.write_bytes(junk)
    if junk:
        with pytest.raises(StoreError, match="memory rebuild"):
            opened(tmp_path)
        database.write_bytes(whole)  # and the failure leaves nothing behind in this process
        with opened(tmp_path) as store:
            assert len(store.open("kai")) == 9
    else:
        with opened(tmp_path) as store:
            assert len(store.open("kai")) == 0


def test_a_place_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "memory").write_text("a file")
    for _ in range(2):
        with pytest.raises(StoreError, match="failed to open"):
            opened(tmp_path)


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://host", "nonsense", "http://"])
def test_a_server_needs_an_address(tmp_path: Path, url: str) -> None:
    with pytest.raises(InputError, match="not the address"):
        opened(tmp_path, chroma_url=url)


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(StoreError, match="failed to open"):
            opened(tmp_path, chroma_url="http://127.0.0.1:9")


_WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from minds import numbered, random_vectors
from smile_commons.memory.store import MemoryStore
store = MemoryStore(Path(sys.argv[1]), dimension=384)
kai, vectors, turn = store.open("kai"), random_vectors(4096), 0
while True:
    kai.remember(numbered(range(turn, turn + 4)), vectors[turn % 4096 : turn % 4096 + 4])
    kai.flush()
    turn += 4
    print(turn, flush=True)
"""


def test_a_killed_writer_loses_nothing_that_was_written(tmp_path: Path) -> None:
    folder = tmp_path / "memory"
    for kill_after in (1, 5, 12):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(folder), str(Path(__file__).parent)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        written = [int(writer.stdout.readline()) for _ in range(kill_after)][-1]
        os.kill(writer.pid, signal.SIGKILL)
        rest = writer.stdout.read().split()
        writer.wait()
        written = int(rest[-1]) if rest else written
        vectors = random_vectors(4096)
        with MemoryStore(folder, dimension=384) as store:
            kai = store.open("kai")
            for turn in range(written):
                found = kai.recall(vectors[turn], turn=turn + 1, k=1)
                assert found[0].memory.turn == turn
            kai.remember(numbered([1_000_000 + kill_after]), random_vectors(1, seed=5))


_QUIET = """
import socket, sys
from pathlib import Path
tried = []
def refuse(self, address, *_):
    tried.append(address)
    raise OSError("no network here")
socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = lambda *args, **_: refuse(None, args)
from smile_commons.memory.cache import CachedEmbedder
from smile_commons.memory.embeddings import OnnxEmbedder
from smile_commons.memory.memory import Memory
from smile_commons.memory.store import MemoryStore
embedder = CachedEmbedder(OnnxEmbedder(), Path(sys.argv[1]) / "cache")
with MemoryStore(Path(sys.argv[1]) / "memory", dimension=384, embedder=embedder.name) as store:
    vectors = embedder.embed(["The door was shut."])
    store.open("kai").remember([Memory("a", "The door was shut.", "canon")], vectors)
    store.flush()
    assert len(store.open("kai").recall(vectors[0], turn=1)) == 1
print(tried)
"""


def test_nothing_reaches_for_the_network(tmp_path: Path) -> None:
    """In a process of its own, with a home that holds no model downloaded earlier."""
    result = subprocess.run(
        [sys.executable, "-c", _QUIET, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    assert (result.returncode, result.stdout) == (0, "[]\n"), result.stderr
