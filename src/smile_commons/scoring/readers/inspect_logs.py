"""Logs of evaluations by Inspect: samples with their messages."""

from smile_commons.scoring.readers.conversation import Conversation
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.json_shapes import lists_of, objects_in
from smile_commons.scoring.readers.model_chats import say_message


def recognises(given: Given) -> bool:
    """Whether there are samples with messages."""
    return any(
        "messages" in sample
        for _, one in objects_in(given)[:5]
        for sample in lists_of(one.get("samples"))[:5]
    )


def read(given: Given) -> list[Conversation]:
    """A conversation a sample; one that was run again has its epoch after its id."""
    found = dict[str, Conversation]()
    for _, one in objects_in(given):
        for place, sample in enumerate(lists_of(one.get("samples")), start=1):
            id = str(sample.get("id", place))
            if id in found:
                id = f"{id}/{sample.get('epoch', place)}"
            into = found.setdefault(id, Conversation(id, given.file))
            for message in lists_of(sample.get("messages")):
                say_message(message, into)
    return list(found.values())
