"""Answers kept on disk by content: a question that was asked is not asked again."""

import json
from collections.abc import Mapping
from pathlib import Path

from smile_commons.models.kept_rows import KeptRows
from smile_commons.scoring.judge.answer import Answer


class KeptAnswers:
    """A file of answers by the digest of their request; several processes may share it.

    It is a convenience: one that is broken is made anew, one that cannot be used is done without.
    """

    def __init__(self, path: Path | None) -> None:
        self._kept = path and KeptRows(path, "answers", "key TEXT", "answer TEXT")
        self._known: dict[str, Answer] = {}

    def get(self, key: str) -> Answer | None:
        """The answer to a request, if it is known."""
        if key not in self._known and (kept := self._read(key)) is not None:
            self._known[key] = kept
        return self._known.get(key)

    def add(self, answers: Mapping[str, Answer], *, on_disk: bool = True) -> None:
        """Keeps answers, on disk or only as long as this object lives."""
        self._known.update(answers)
        if self._kept is not None and on_disk:
            rows = {key: json.dumps([a.first, a.second, a.floor]) for key, a in answers.items()}
            self._kept.write(rows)

    def _read(self, key: str) -> Answer | None:
        text = self._kept and self._kept.read([key]).get(key)
        if text is None:
            return None
        try:
            return Answer(*map(float, json.loads(text)))
        except (ValueError, TypeError):
            return None
