"""What to say of a run whose ``run.json`` is empty, torn or wrong, and what can be read still."""

from pathlib import Path

from pydantic import ValidationError


def torn(path: Path, content: bytes, error: ValidationError) -> str:
    """What is wrong with the manifest of the run in that folder, in words, and what is left.

    Args:
        path: the run's folder.
        content: of its ``run.json``.
        error: what was found wrong with it.
    """
    return f"run {path.name}: {path / 'run.json'} {_wrong(content, error)}; {_left(path)}"


def _wrong(content: bytes, error: ValidationError) -> str:
    if not content.strip(b"\0 \t\r\n"):
        return "is empty"
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return "is torn or no JSON"
    place = ".".join(map(str, first["loc"])) or "the whole"
    return f"has a mistake in {place[:80]}"


def _left(path: Path) -> str:
    """What was said is in files of its own, which `commons score` reads by themselves."""
    transcript = path / "transcript.jsonl"
    try:
        said = transcript.read_bytes().count(b'"kind":"speech"')
    except OSError:
        return "nothing else of the run can be read"
    if not said:
        return "nothing was said yet"
    return (
        f"its {said} speeches are whole in {transcript} (`commons score` reads that file); "
        f"with a copy of run.json put back, or that of a run of the same dialogue, it opens again"
    )
