"""A play against a model that refuses every speech: the reasons are shown, and it is no success."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from staged import commons

ROOT = Path(__file__).parents[2]
WORLD = ROOT / "tests" / "data" / "welt"


class Refusing(BaseHTTPRequestHandler):
    """Answers every chat with the same sentence."""

    said = "Als KI kann ich das nicht sagen."

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        choices = [
            {"index": index, "finish_reason": "stop", "message": self._message()}
            for index in range(asked.get("n") or 1)
        ]
        body = json.dumps({"choices": choices, "usage": {"prompt_tokens": 9}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _message(self) -> dict[str, str]:
        return {"role": "assistant", "content": self.said}

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()


def test_a_play_in_which_nobody_speaks(tmp_path: Path, address: str) -> None:
    command = ["play", "wehr", "--world", str(WORLD)]
    options = ["--model", "refusing", "--base-url", address, "--runs", str(tmp_path / "runs")]
    kept = {"COMMONS_CACHE_DIR": str(tmp_path / "cache"), "XDG_CONFIG_HOME": str(tmp_path)}
    own = {**kept, "OPENAI_API_KEY": "none", "COMMONS_STYLE": "chat"}
    done = commons(*command, *options, "--no-judge", "--acts", "steg", own=own)
    assert done.returncode == 3, done.stderr
    assert "Marta schweigt." in done.stdout
    assert "no take could be spoken: " in done.stderr
    assert "nobody spoke: all " in done.stderr
    assert "the model refuses to play" in done.stderr
    (run,) = (tmp_path / "runs").glob("wehr-*")
    manifest = json.loads((run / "run.json").read_text("utf-8"))
    assert manifest["status"] == "done"
    assert manifest["settings"]["language"] == "de"
