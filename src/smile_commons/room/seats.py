"""Who takes part: seats with names that are given, and tokens that are kept as digests alone."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Literal, Self

from smile_commons.files import read_json_lines
from smile_commons.room.journal import Lines
from smile_commons.room.refusal import RefusedError
from smile_commons.room.wording import Wording

Role = Literal["seat", "teacher"]
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ".replace("I", "").replace("O", "")
"""Of a room's code: no 0 O 1 I, which look alike on a wall."""
CODE_LENGTH = 6


def new_code(draw: Random | None = None) -> str:
    """A room's code."""
    return "".join((draw or secrets.SystemRandom()).choice(ALPHABET) for _ in range(CODE_LENGTH))


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def form_token(token: str) -> str:
    """What a form of this person's pages carries, so that no other site can send it."""
    return hmac.new(token.encode("utf-8", "replace"), b"form", "sha256").hexdigest()[:32]


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that tells nothing."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Seat:
    """One student; what is not kept is who."""

    id: str
    name: str
    """A colour and an animal, given by lot."""
    joined: str
    """The phase in which they came."""
    rerolled: bool = False
    left: bool = False
    helped: bool = False
    """Whether they ask the teacher to come."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The seat of a parsed line; unknown keys are passed over."""
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})


class Seats:
    """All seats of a room, ``seats.jsonl``, and who may come in again, ``tokens.jsonl``.

    Args:
        folder: of the room.
        wording: whose lists the names are from.
        most: seats there can be.
    """

    def __init__(self, folder: Path, wording: Wording, most: int) -> None:
        self.most = most
        self._names = wording.names
        self._tokens_path = folder / "tokens.jsonl"
        self._lines, self._tokens = Lines(folder / "seats.jsonl"), Lines(self._tokens_path)
        self._seats: dict[str, Seat] = {}
        for one in read_json_lines(folder / "seats.jsonl", Seat.from_dict, "a seat"):
            self._seats[one.id] = one
        kept = read_json_lines(self._tokens_path, dict[str, str], "a token")
        self._known = {one["digest"]: (one["role"], one.get("seat", "")) for one in kept}

    def __len__(self) -> int:
        return len(self.there)

    @property
    def there(self) -> list[Seat]:
        """Seats that were not left."""
        return [one for one in self._seats.values() if not one.left]

    def all_names(self) -> list[str]:
        """The names of all seats there were."""
        return [one.name for one in self._seats.values()]

    def get(self, id: str) -> Seat | None:
        """A seat by its id, unless it was left."""
        found = self._seats.get(id)
        return None if found is None or found.left else found

    def named(self, name: str) -> Seat:
        """A seat by its id or name.

        Raises:
            RefusedError: nobody there is called so.
        """
        for one in self.there:
            if name.casefold() in (one.id, one.name.casefold()):
                return one
        raise RefusedError("seat_unknown", name=name[:40])

    def join(self, phase: str) -> tuple[Seat, str]:
        """A new seat and its token, both on the disk.

        Raises:
            RefusedError: all seats are taken.
        """
        if len(self) >= self.most:
            raise RefusedError("full")
        seat = Seat(f"p{secrets.token_hex(3)}", self._free_name(), phase)
        while seat.id in self._seats:
            seat = replace(seat, id=f"p{secrets.token_hex(3)}")
        self._write(seat)
        return seat, self.admit("seat", seat.id)

    def paper(self, number: int) -> Seat:
        """The seat of a ballot on paper, by the number on the sheet."""
        id = f"paper-{number:02}"
        seat = self._seats.get(id) or Seat(id, id, "before")
        self._write(replace(seat, left=False))
        return seat

    def change(self, seat: Seat, **fields: Any) -> Seat:
        """The seat with some fields changed, on the disk."""
        new = replace(seat, **fields)
        self._write(new)
        return new

    def reroll(self, seat: Seat) -> Seat:
        """Another name, once.

        Raises:
            RefusedError: it has been changed before.
        """
        if seat.rerolled:
            raise RefusedError("named")
        return self.change(seat, name=self._free_name(), rerolled=True)

    def admit(self, role: Role, seat: str = "") -> str:
        """A token for a person's cookie; only its digest is kept."""
        token = secrets.token_urlsafe(24)
        self._tokens.append([{"digest": digest(token), "role": role, "seat": seat}])
        self._known[digest(token)] = (role, seat)
        return token

    def role(self, token: str) -> tuple[Role, str] | None:
        """Whose token it is: the role and the seat; None: nobody's."""
        found = self._known.get(digest(token)) if token else None
        if found is None:
            return None
        return ("teacher", "") if found[0] == "teacher" else ("seat", found[1])

    def forget_tokens(self) -> None:
        """From now on nobody can come in again as who they were; the teacher can."""
        self._known = {key: one for key, one in self._known.items() if one[0] == "teacher"}
        self._tokens.close()
        self._tokens_path.unlink(missing_ok=True)
        lines = [{"digest": key, "role": role} for key, (role, _) in self._known.items()]
        if lines:
            self._tokens.append(lines)

    def close(self) -> None:
        """Closes the files."""
        self._lines.close()
        self._tokens.close()

    def _write(self, seat: Seat) -> None:
        self._lines.append([asdict(seat)])
        self._seats[seat.id] = seat

    def _free_name(self) -> str:
        return free_name(self._names, {one.name for one in self._seats.values()})


def free_name(names: Mapping[str, Any], taken: set[str], draw: Random | None = None) -> str:
    """A name that nobody has: a colour and an animal, no pair that could hurt.

    Raises:
        RefusedError: all are taken.
    """
    never = {tuple(pair) for pair in names.get("never") or ()}
    free = [
        name
        for colour in names["colours"]
        for animal in names["animals"]
        if (colour, animal) not in never
        and (name := str(names["pattern"]).format(colour=colour, animal=animal)) not in taken
    ]
    if not free:
        raise RefusedError("no_names")
    return (draw or secrets.SystemRandom()).choice(free)
