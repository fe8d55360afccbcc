"""An endpoint in a process of its own that answers at once, with a line of its log a request.

    python tests/endpoint.py LOG [--delay SECONDS]     prints its address, serves until killed

It stands for a model where only our own side is under test: speeches are words drawn by the
request's digest, some of them from its end, so the same request has the same answer; a ballot is
answered with Yes or No.
"""

import argparse
import hashlib
import json
import random
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def vocabulary() -> list[str]:
    """Plain words, two thousand or so, of the shipped memories."""
    texts = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "memory").glob("*.md"))]
    return sorted(set(re.findall(r"(?<![A-Za-z])[a-z]{4,12}(?![A-Za-z])", " ".join(texts))))


def matter(body: dict[str, Any]) -> list[str]:
    """Words at the end of what was asked: a speech is to be about something, as a model's is."""
    asked = [m["content"] for m in body.get("messages", ()) if m["role"] == "user"]
    end = (asked or [body.get("prompt") or ""])[-1][-400:]
    return sorted(set(re.findall(r"(?<![A-Za-z])[a-z]{4,12}(?![A-Za-z])", end)))


class Handler(BaseHTTPRequestHandler):
    """Answers text completions and chats, whole or as a stream."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    words = vocabulary()
    delay = 0.0
    log: Any = None

    def do_GET(self) -> None:
        self.reply(b'{"object": "list", "data": [{"id": "instant"}]}', "application/json")

    def do_POST(self) -> None:
        received = time.monotonic()
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        body = json.loads(raw)
        digest = hashlib.sha256(raw).hexdigest()
        time.sleep(self.delay)
        choices = [self.choice(body, digest, index) for index in range(body.get("n") or 1)]
        tokens = len(raw) // 5
        each = min(40, body.get("max_tokens") or 40)
        usage = {"prompt_tokens": tokens, "completion_tokens": each * len(choices)}
        try:
            self.answer(body, choices, usage)
        finally:
            self.note(digest, body, received, sum(usage.values()))

    def answer(self, body: dict[str, Any], choices: list[Any], usage: dict[str, int]) -> None:
        if body.get("stream"):
            chunks: list[dict[str, Any]] = [{"choices": [choice]} for choice in choices]
            chunks += [{"choices": [], "usage": usage}] if body.get("stream_options") else []
            lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
            self.reply("".join([*lines, "data: [DONE]\n\n"]).encode(), "text/event-stream")
        else:
            data = json.dumps({"choices": choices, "usage": usage}).encode()
            self.reply(data, "application/json")

    def note(self, digest: str, body: dict[str, Any], received: float, tokens: int) -> None:
        entry = {
            "digest": digest,
            "n": body.get("n") or 1,
            "max_tokens": body.get("max_tokens"),
            "tokens": tokens,
            "received": received,
            "answered": time.monotonic(),
        }
        self.log.write(json.dumps(entry) + "\n")
        self.log.flush()

    def choice(self, body: dict[str, Any], digest: str, index: int) -> dict[str, Any]:
        rng = random.Random(f"{digest}/{index}")
        chat = self.path.endswith("/chat/completions")
        said, scores = self.sentences(rng, matter(body)), None
        if (body.get("max_tokens") or 99) <= 4:
            said = rng.choice([" Yes", " No"])
            other = " No" if said == " Yes" else " Yes"
            scores = {said: -0.2, other: -1.8}
        choice: dict[str, Any] = {"index": index, "finish_reason": "stop"}
        if body.get("stream") and chat:
            choice["delta"] = {"content": said}
        elif chat:
            choice["message"] = {"role": "assistant", "content": said}
        else:
            choice["text"] = said
        if scores and chat:
            top = [{"token": token, "logprob": value} for token, value in scores.items()]
            choice["logprobs"] = {"content": [{**top[0], "top_logprobs": top}]}
        elif scores:
            choice["logprobs"] = {
                "tokens": [said],
                "token_logprobs": [scores[said]],
                "top_logprobs": [scores],
            }
        return choice

    def sentences(self, rng: random.Random, about: list[str]) -> str:
        words = [*rng.sample(self.words, 14), *rng.sample(about, min(10, len(about)))]
        rng.shuffle(words)
        return f"I {' '.join(words[:12])}. You {' '.join(words[12:])}."

    def reply(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Not to the terminal."""


class Server(ThreadingHTTPServer):
    """Says nothing of clients that are gone: they are killed on purpose."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("log", type=Path)
    parser.add_argument("--delay", type=float, default=0.0)
    given = parser.parse_args()
    Handler.delay = given.delay
    with given.log.open("a", encoding="utf-8") as Handler.log:
        server = Server(("127.0.0.1", 0), Handler)
        sys.stdout.write(f"http://127.0.0.1:{server.server_port}/v1\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
