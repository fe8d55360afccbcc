"""The order of a ConvoKit corpus: by time, and without times by who answers whom."""

from collections.abc import Iterable
from typing import Any

from smile_commons.scoring.readers.records import CONVERSATION, Record
from smile_commons.scoring.readers.times import moment


def in_order(records: Iterable[Record]) -> list[Record]:
    """The utterances in the order in which they were said, conversation by conversation.

    The chain of ``reply-to`` comes first; where every utterance of a conversation has a time,
    that decides, and the chain only among equal times.
    """
    grouped = dict[str, list[Record]]()
    for one in records:
        id = next((one.fields[name] for name in CONVERSATION if one.fields.get(name)), None)
        grouped.setdefault(str(id), []).append(one)
    return [one for group in grouped.values() for one in _ordered(group)]


def _ordered(group: list[Record]) -> list[Record]:
    chained = _chained(group)
    times = {id(one): moment(one.fields.get("timestamp")) for one in chained}
    if any(time is None for time in times.values()):
        return chained
    return sorted(chained, key=lambda one: times[id(one)] or 0.0)


def _chained(group: list[Record]) -> list[Record]:
    """Each answer after what it answers, the first answer with all that follows it first."""
    ids = {str(one.fields.get("id")) for one in group}
    answers = dict[str, list[Record]]()
    roots = list[Record]()
    for one in group:
        to: Any = one.fields.get("reply_to")
        if to is not None and str(to) in ids:
            answers.setdefault(str(to), []).append(one)
        else:
            roots.append(one)
    found = list[Record]()
    waiting = roots[::-1]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += answers.pop(str(one.fields.get("id")), [])[::-1]
    there = {id(one) for one in found}
    return [*found, *(one for one in group if id(one) not in there)]  # those in a circle
