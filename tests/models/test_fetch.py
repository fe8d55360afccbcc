"""Weights are fetched over HTTP in as many pieces as it takes, and verified."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from smile_commons.errors import InputError, ModelError
from smile_commons.models import weights as module
from smile_commons.models.cache import Stored
from smile_commons.models.weights import download, fetch, settling


@dataclass
class FileServer:
    """Serves one file, breaking off as often as it is told to."""

    content: bytes
    breaks: int = 0
    ranges: bool = True
    etag: str | None = '"one"'
    sized: bool = True
    fails: int = 0
    """How often it answers 503 first."""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """Path and range of each request."""
    url: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        wanted = handler.headers.get("Range")
        self.asked.append((handler.path, wanted))
        if self.fails > 0:
            self.fails -= 1
            handler.send_error(503)
            return
        start = 0
        if wanted and self.ranges and handler.headers.get("If-Range") == self.etag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
        body = self.content[start:]
        handler.send_response(206 if start else 200)
        if start:
            total = len(self.content)
            handler.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
        if self.sized:
            handler.send_header("Content-Length", str(len(body)))
        if self.etag:
            handler.send_header("ETag", self.etag)
        handler.end_headers()
        if self.breaks > 0:
            self.breaks -= 1
            body = body[: len(body) // 2]
        handler.wfile.write(body)


@pytest.fixture
def server(content: bytes) -> Iterator[FileServer]:
    files = FileServer(content)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            files.answer(self)

        def log_message(self, *args: Any) -> None:
            """Says nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    files.url = f"http://127.0.0.1:{http.server_address[1]}"
    yield files
    http.shutdown()
    http.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FIRST_PAUSE", 0.0)


def test_a_file_is_fetched_and_verified(stored: Stored, server: FileServer, content: bytes) -> None:
    assert fetch(stored, f"{server.url}/some.gguf").read_bytes() == content
    assert stored.is_verified()
    assert fetch(stored, f"{server.url}/some.gguf") == stored.path
    assert server.asked == [("/some.gguf", None)], "what is there is not fetched again"


def test_a_mirror_is_a_folder_with_the_file_under_its_id(
    stored: Stored, server: FileServer
) -> None:
    fetch(stored, f"{server.url}/models/")
    assert server.asked == [("/models/made-up.gguf", None)]


def test_it_goes_on_where_it_broke_off(stored: Stored, server: FileServer, content: bytes) -> None:
    server.breaks = 2
    assert fetch(stored, f"{server.url}/f").read_bytes() == content
    starts = [wanted for _, wanted in server.asked]
    assert starts[0] is None
    assert all(wanted and wanted != "bytes=0-" for wanted in starts[1:])
    assert len(starts) == 3


def test_another_program_goes_on_as_well(
    stored: Stored, server: FileServer, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.breaks = 1
    monkeypatch.setattr(module, "ATTEMPTS", 0)
    with pytest.raises(ModelError, match="call again to go on"):
        fetch(stored, f"{server.url}/f")
    assert stored.download.exists()
    assert not stored.path.exists()
    assert fetch(stored, f"{server.url}/f").read_bytes() == content
    assert server.asked[-1][1] == f"bytes={len(content) // 2}-"


@pytest.mark.parametrize("lacking", ["ranges", "etag"])
def test_a_server_that_cannot_go_on_starts_again(
    stored: Stored, server: FileServer, content: bytes, lacking: str
) -> None:
    setattr(server, lacking, None)
    server.breaks = 1
    assert fetch(stored, f"{server.url}/f").read_bytes() == content


def test_a_file_that_changed_in_between_is_fetched_from_the_start(
    stored: Stored, server: FileServer, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.breaks = 1
    server.content = bytes(len(content))
    with monkeypatch.context() as patch:
        patch.setattr(module, "ATTEMPTS", 0)
        with pytest.raises(ModelError):
            fetch(stored, f"{server.url}/f")
    server.content, server.etag = content, '"two"'
    assert fetch(stored, f"{server.url}/f").read_bytes() == content


def test_an_end_that_looks_clean_is_not_taken_for_the_end(
    stored: Stored, server: FileServer, content: bytes
) -> None:
    server.sized, server.breaks = False, 1
    assert fetch(stored, f"{server.url}/f").read_bytes() == content


def test_a_server_that_is_busy_is_asked_again(stored: Stored, server: FileServer) -> None:
    server.fails = 2
    fetch(stored, f"{server.url}/f")
    assert len(server.asked) == 3


def test_a_server_that_never_gets_further_is_given_up(stored: Stored, server: FileServer) -> None:
    server.fails = 1000
    with pytest.raises(ModelError, match="broke off") as failure:
        fetch(stored, f"{server.url}/f?token=secret")
    assert "secret" not in str(failure.value)
    assert len(server.asked) == module.ATTEMPTS


def test_another_file_is_refused(stored: Stored, server: FileServer, content: bytes) -> None:
    server.content = content + b"more"
    with pytest.raises(ModelError, match="another file"):
        fetch(stored, f"{server.url}/f")
    server.sized = False
    with pytest.raises(ModelError, match="another file"):
        fetch(stored, f"{server.url}/f")
    server.content = bytes(len(content))
    with pytest.raises(ModelError, match="SHA-256"):
        fetch(stored, f"{server.url}/f")
    assert not stored.path.exists()
    assert not stored.download.exists()


def test_a_page_that_is_not_there_is_said(stored: Stored, server: FileServer) -> None:
    server.answer = lambda handler: handler.send_error(404)  # type: ignore[method-assign]
    with pytest.raises(ModelError, match="status 404"):
        fetch(stored, f"{server.url}/f")


def test_a_file_or_folder_on_this_machine(stored: Stored, tmp_path: Path, content: bytes) -> None:
    own = tmp_path / "stick" / "made-up.gguf"
    own.parent.mkdir()
    own.write_bytes(content)
    assert fetch(stored, str(own.parent)).read_bytes() == content
    stored.path.unlink()
    assert fetch(stored, str(own)).read_bytes() == content
    assert own.exists(), "the source is left alone"


@pytest.mark.usefixtures("carriers")
def test_packages_come_before_the_publisher(stored: Stored, content: bytes) -> None:
    assert fetch(stored).read_bytes() == content


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (None, "no address"),
        ("carriers", "pip install it"),
        ("/no/such/file", "no such file"),
        ("ftp://host/file", "no such file"),
    ],
)
def test_a_source_that_is_not_there_is_said(stored: Stored, source: str | None, said: str) -> None:
    with pytest.raises(InputError, match=said):
        fetch(stored, source)


def test_the_pauses_get_longer(stored: Stored, server: FileServer) -> None:
    server.fails, pauses = 4, list[float]()
    with settling(stored):
        download(stored, f"{server.url}/f", pause=pauses.append)
    assert pauses == sorted(pauses)
    assert len(pauses) == 4
