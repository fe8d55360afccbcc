"""``replies.jsonl``: every reply of a run under the digest of its request, append-only.

The file begins with a line for each model that took part, at the latest before its first reply::

    {"role": "speaker", "name": "…", "digest": "…", "style": "script", "profile": {…}}

Then one line a reply. A request's text is written as what it shares with the one before it of the
same kind (the first part of its purpose) and the rest, since prompts grow at their end; its
parameters stand only where they differ from that one's::

    {"key": "…", "purpose": "speak/12", "nth": 0, "role": "speaker", "as": "prompt",
     "keep": 5120, "text": "…", "params": {…}, "choices": […], "usage": {…}, "at": "…"}
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from smile_commons.errors import InputError, unwritable
from smile_commons.models.model import Model, Profile, Style
from smile_commons.models.reply import Choice, Reply, Usage
from smile_commons.models.request import Request, asked_text, parameters, shared_prefix

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Taker:
    """A model that took part in a run, as far as a replay must know it."""

    role: str
    name: str
    digest: str | None
    style: Style
    profile: Profile


@dataclass(frozen=True, slots=True)
class Asked:
    """A recorded request, put together again."""

    purpose: str
    role: str
    form: str
    """``prompt`` or ``messages``."""
    text: str
    params: Mapping[str, Any]


@dataclass(slots=True)
class _Kind:
    """What the last line of one kind held."""

    text: str = ""
    params: Mapping[str, Any] | None = None


Key = tuple[str, str, int]
"""Digest, purpose, and how often that same request was made before it."""


@dataclass
class Record:
    """The record of one run, open for reading and adding.

    Args:
        path: the file; made with its first line. A line that a crash cut off is taken away.
        read_only: leaves the file as it is, whoever may be writing it; a last line that is not
            whole yet is passed over.

    Raises:
        InputError: a line in the middle is not one of ours, or the file cannot be read.
    """

    path: Path
    read_only: bool = False
    takers: dict[str, Taker] = field(default_factory=dict[str, Taker], init=False)
    """By role."""

    def __post_init__(self) -> None:
        self._replies: dict[Key, Reply] = {}
        self._kinds: dict[str, _Kind] = {}
        self._file: IO[bytes] | None = None
        if not self.read_only:
            self._mend()
        self._usage: dict[str, Usage] = {}
        for asked, key, reply in self._entries(self._kinds):  # the requests' texts stay on disk
            self._replies[key] = reply
            self._count(asked.role, reply)

    def __len__(self) -> int:
        return len(self._replies)

    def usage(self, role: str | None = None) -> Usage:
        """The sum over all replies, earlier ones and those added since; of one role, or all."""
        if role is not None:
            return self._usage.get(role, Usage())
        return sum(self._usage.values(), Usage())

    def find(self, key: Key) -> Reply | None:
        """The reply to a request, if the file held it when it was opened."""
        return self._replies.get(key)

    def meet(self, role: str, model: Model) -> None:
        """Notes the model that plays a role, unless it is noted as it is."""
        taker = Taker(role, model.name, model.digest, model.style, model.profile)
        if self.takers.get(role) != taker:
            self.takers[role] = taker
            self._write(asdict(taker))

    def add(self, key: Key, role: str, request: Request, reply: Reply) -> Reply:
        """Adds a reply and gives it back as the file has it (log-probabilities rounded)."""
        digest, purpose, nth = key
        kind = self._kinds.setdefault(_kind(purpose), _Kind())
        text, params = asked_text(request), parameters(request)
        keep = shared_prefix(kind.text, text)
        line: dict[str, Any] = {"key": digest, "purpose": purpose, "nth": nth, "role": role}
        line["as"] = "messages" if request.prompt is None else "prompt"
        line |= {"keep": keep, "text": text[keep:]}
        if params != kind.params:
            line["params"] = params
        kind.text, kind.params = text, params
        line["choices"] = [_choice_line(choice) for choice in reply.choices]
        line |= {"usage": asdict(reply.usage), "at": reply.at}
        self._write(line)
        self._count(role, reply)
        return _reply(line, reply.model)

    def asked(self) -> Iterator[Asked]:
        """The recorded requests in their order, read from the file."""
        return (asked for asked, _, _ in self._entries({}))

    def exchanges(self) -> Iterator[tuple[Asked, Reply]]:
        """The recorded requests with their replies, in their order, read from the file."""
        return ((asked, reply) for asked, _, reply in self._entries({}))

    def _count(self, role: str, reply: Reply) -> None:
        self._usage[role] = self._usage.get(role, Usage()) + reply.usage

    def close(self) -> None:
        """Lets go of the file; the next addition opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, line: Mapping[str, Any]) -> None:
        if self.read_only:
            raise InputError(f"{self.path}: was opened to be read only")
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open("ab")
            self._file.write(_line(line))
            self._file.flush()
        except OSError as error:
            self._take_back()
            raise unwritable(self.path, error) from error

    def _take_back(self) -> None:
        """Leaves no half of a line behind, to which the next would be glued."""
        with suppress(OSError, InputError):
            self.close()
        self._file = None
        with suppress(InputError):
            self._mend()

    def _mend(self) -> None:
        try:
            if not self.path.exists():
                return
            raw = self.path.read_bytes()
            whole = raw.rfind(b"\n") + 1
            if whole < len(raw):
                with self.path.open("r+b") as file:
                    file.truncate(whole)
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read: {error.strerror}") from error

    def _entries(self, kinds: dict[str, _Kind]) -> Iterator[tuple[Asked, Key, Reply]]:
        if not self.path.exists():
            return
        with self.path.open("rb") as lines:
            for number, raw in enumerate(lines, start=1):
                if self.read_only and not raw.endswith(b"\n"):
                    return
                try:
                    entry = self._entry(json.loads(raw), kinds)
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise InputError(f"{self.path}:{number}: not a reply: {error!r}") from error
                if entry is not None:
                    yield entry

    def _entry(
        self, line: dict[str, Any], kinds: dict[str, _Kind]
    ) -> tuple[Asked, Key, Reply] | None:
        if "key" not in line:
            profile = Profile(**line["profile"])
            taker = Taker(line["role"], line["name"], line["digest"], line["style"], profile)
            self.takers[taker.role] = taker
            return None
        kind = kinds.setdefault(_kind(line["purpose"]), _Kind())
        kind.text = kind.text[: line["keep"]] + line["text"]
        kind.params = line.get("params", kind.params)
        asked = Asked(line["purpose"], line["role"], line["as"], kind.text, kind.params or {})
        key = (str(line["key"]), str(line["purpose"]), int(line["nth"]))
        return asked, key, _reply(line, self.takers[line["role"]].name)


def _kind(purpose: str) -> str:
    return purpose.partition("/")[0]


def _line(value: Mapping[str, Any]) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8") + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair: only an escape can hold it
        return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"


def _choice_line(choice: Choice) -> dict[str, Any]:
    line: dict[str, Any] = {"text": choice.text, "finish": choice.finish}
    if choice.logprobs is not None:
        line["logprobs"] = {text: round(one, _DIGITS) for text, one in choice.logprobs.items()}
    if choice.note:
        line["note"] = choice.note
    if choice.thoughts:  # written down, and not read back: nobody is to speak them
        line["thoughts"] = choice.thoughts
    return line


def _reply(line: Mapping[str, Any], model: str) -> Reply:
    choices = tuple(
        Choice(c["text"], c["finish"], c.get("logprobs"), str(c.get("note", "")))
        for c in line["choices"]
    )
    return Reply(choices, Usage(**line["usage"]), model, str(line["at"]))
