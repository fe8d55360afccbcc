"""One process plays a run; every other is refused by name."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from smile_commons.errors import RunLockedError
from smile_commons.runs.lock import RunLock

HOLDER = """
import sys
from pathlib import Path
from smile_commons.runs.lock import RunLock
with RunLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def lock_path(tmp_path: Path) -> Path:
    return tmp_path / "run.lock"


@pytest.fixture
def holder(lock_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that plays the run until it is told to stop."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_process_is_refused_with_owner_pid_and_time(
    lock_path: Path, holder: subprocess.Popen[str]
) -> None:
    owner = RunLock(lock_path).owner()
    assert owner is not None and owner.pid == holder.pid
    with pytest.raises(RunLockedError) as refusal:
        RunLock(lock_path).acquire()
    for part in (owner.who, str(owner.pid), owner.since, lock_path.parent.name):
        assert part in str(refusal.value)
    assert RunLock(lock_path).owner() == owner  # the refused one changed nothing
    assert RunLock(lock_path).seems_held()


def test_the_lease_is_free_after_a_clean_end(
    lock_path: Path, holder: subprocess.Popen[str]
) -> None:
    holder.communicate("stop\n")
    assert RunLock(lock_path).owner() is None
    with RunLock(lock_path) as lock:
        assert lock.held


def test_a_killed_owner_does_not_block_the_next(
    lock_path: Path, holder: subprocess.Popen[str]
) -> None:
    holder.kill()
    holder.wait()
    assert not RunLock(lock_path).seems_held()
    with RunLock(lock_path) as lock:
        owner = lock.owner()
        assert owner is not None and owner.pid == os.getpid()


def test_the_same_process_does_not_play_a_run_twice(lock_path: Path) -> None:
    with RunLock(lock_path), pytest.raises(RunLockedError):
        RunLock(lock_path).acquire()


def test_an_owner_elsewhere_is_believed_while_it_gives_signs_of_life(lock_path: Path) -> None:
    lock_path.write_text('{"who": "lyra@another-machine", "pid": 1, "since": "2145-01-01"}')
    assert RunLock(lock_path).seems_held()
    os.utime(lock_path, (0, 0))
    assert not RunLock(lock_path).seems_held()
