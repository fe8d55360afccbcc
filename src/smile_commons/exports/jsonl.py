"""A run as JSON lines: one event a line, as the transcript has it."""

from dataclasses import replace

from smile_commons.exports.clean import escape_json
from smile_commons.exports.script import Script


def to_jsonl(script: Script) -> str:
    """Every event of the script; control characters stay, as JSON escapes.

    What a speaker had in mind and nobody was to hear is left out.
    """
    heard = (replace(event, mind=None) for event in script.events)
    return "".join(f"{escape_json(event.to_json())}\n" for event in heard)
