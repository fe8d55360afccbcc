"""An endpoint that behaves as strong models were seen to: long, in markdown, and each in its way.

Lines are words drawn by the request, so the same request has the same answer; in pairs the shorter
one is chosen, and of an act that is over the second speech is found at fault.
"""

import hashlib
import json
import random
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from endpoint import vocabulary

WORDS = vocabulary()
WANTS = "To be believed, and not to be seen counting on it."
FAULT = "contradiction: the ledger was closed when it was said to be open"

DiffSide = Callable[["Asked"], str]


@dataclass(frozen=True)
class Asked:
    """What a model is asked for: so many lines of one character."""

    who: str
    takes: int
    draw: random.Random

    def lines(self) -> list[str]:
        return [self.line(size) for size in (12, 60, 30, 20)[: self.takes]]

    def line(self, size: int) -> str:
        words = self.draw.sample(WORDS, size)
        return f"I {' '.join(words[: size // 2])}. You {' '.join(words[size // 2 :])}."


def as_asked(asked: Asked) -> str:
    """In the form that was asked for."""
    if asked.takes == 1:
        return f"WANTS: {WANTS}\nLINE: {asked.line(20)}"
    lines = [f"LINE {n}: {line}" for n, line in enumerate(asked.lines(), start=1)]
    return "\n".join([f"WANTS: {WANTS}", *lines])


def in_markdown(asked: Asked) -> str:
    """With bold labels, names, stage directions, quotes and several paragraphs."""
    said = [
        f"**LINE {n}:** **{asked.who.upper()}:** *leans on the table* “{line}\n\n{asked.line(40)}”"
        for n, line in enumerate(asked.lines(), start=1)
    ]
    return "\n\n".join([f"### Draft\n\n**WANTS:** {WANTS}", *said, "---"])


def bare(asked: Asked) -> str:
    """One long speech, and nothing of the form."""
    return f"{asked.line(80)}\n\n{asked.line(60)}"


def numbered(asked: Asked) -> str:
    """A numbered list."""
    return "\n".join(f"{n}. {line}" for n, line in enumerate(asked.lines(), start=1))


def in_json(asked: Asked) -> str:
    """JSON in a fence."""
    return f"```json\n{json.dumps({'wants': WANTS, 'lines': asked.lines()})}\n```"


def labelled(asked: Asked) -> str:
    """With the name before the line, and somebody else's line after it."""
    return f"{asked.who.upper()}: {asked.line(30)}\n\nNOBODY: {asked.line(10)}"


WAYS: dict[str, DiffSide] = {
    way.__name__: way for way in (as_asked, in_markdown, bare, numbered, in_json, labelled)
}


@dataclass
class Strong:
    """The server's address, how it answers, and what it was asked."""

    url: str = ""
    way: DiffSide = as_asked
    refused: tuple[str, ...] = ()
    """Fields of a request that it will not have."""
    one_at_a_time: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    bodies: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """All requests, refused ones too."""

    def answer(self, body: dict[str, Any], index: int) -> str:
        text = "\n".join(message["content"] for message in body["messages"])
        if "Answer A or B." in text:
            a, b = re.findall(r"^[AB]: (.*)$", text, re.MULTILINE)[-2:]
            return "**A**" if len(a) <= len(b) else "B."
        if "answer NONE" in text:
            turns = re.findall(r"^(\d+)\. [A-Z]+:", text, re.MULTILINE)
            return f"**{turns[1]}**: {FAULT}" if len(turns) > 1 else "NONE"
        if "LINE" in text:
            digest = hashlib.sha256(f"{text}/{body.get('seed')}/{index}".encode()).hexdigest()
            found = re.search(r"^You write (.+) now\.$", text, re.MULTILINE)
            assert found
            takes = len(re.findall(r"^LINE(?: \d+)?:", text, re.MULTILINE))
            return self.way(Asked(found[1], takes, random.Random(digest)))
        return "1. I have counted more than lamps tonight. (1, 2)"


class Handler(BaseHTTPRequestHandler):
    """Chats alone, streamed."""

    protocol_version = "HTTP/1.1"
    strong: Strong

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.strong.bodies.append(body)
        if not self.path.endswith("/chat/completions"):
            return self.refuse(404, "not found", None)
        for name in self.strong.refused:
            if name in body:
                instead = " Use 'max_completion_tokens' instead." if name == "max_tokens" else ""
                said = f"Unsupported parameter: '{name}' is not supported with this model.{instead}"
                return self.refuse(400, said, name)
        if self.strong.one_at_a_time and body.get("n", 1) > 1:
            return self.refuse(400, "'n' : number must be at most 1", "n")
        if body["messages"][-1]["role"] == "assistant":
            return self.refuse(400, "The last message must come from the user.", "messages")
        self.strong.asked.append(body)
        if body.get("logprobs") or body.get("max_tokens", 99) <= 4:
            return self.send([{"index": 0, "delta": {"content": "Yes"}, "finish_reason": "stop"}])
        texts = [self.strong.answer(body, index) for index in range(body.get("n") or 1)]
        return self.send(
            [
                {"index": index, "delta": {"content": text}, "finish_reason": "stop"}
                for index, text in enumerate(texts)
            ]
        )

    def send(self, choices: list[dict[str, Any]]) -> None:
        chunks: list[dict[str, Any]] = [{"choices": [choice]} for choice in choices]
        chunks.append({"choices": [], "usage": {"prompt_tokens": 900, "completion_tokens": 90}})
        lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
        self.reply(200, "".join([*lines, "data: [DONE]\n\n"]).encode(), "text/event-stream")

    def refuse(self, status: int, message: str, param: str | None) -> None:
        error = {"message": message, "type": "invalid_request_error", "param": param}
        self.reply(status, json.dumps({"error": error}).encode(), "application/json")

    def reply(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Not to the terminal."""


@contextmanager
def strong(**how: Any) -> Iterator[Strong]:
    """The endpoint, running until the block is left."""
    model = Strong(**how)
    handler = type("Own", (Handler,), {"strong": model})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
