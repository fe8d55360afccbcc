"""A task of one's own that a judge can be asked: two labels, and how it is asked for them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

FEWEST = 4
"""Lines of each label without which no leaning can be told."""


@dataclass(frozen=True, slots=True)
class Known:
    """A line of which it is known what its label is."""

    text: str
    label: str
    against: str = ""
    """What the text is held against, in tasks that have something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeTask:
    """What a plug-in brings as a task.

    Raises:
        ValueError: it cannot be asked as it is; the message says what is wrong.
    """

    labels: tuple[str, str]
    """What a text can be; positive evidence speaks for the first."""
    template: str
    """The text of a template as ``prompts/judge_pair.j2`` is one: ``@@system`` and ``@@user`` on
    lines of their own, with ``form``, ``text``, ``against`` and ``prefill`` to be used."""
    forms: Mapping[str, tuple[Collection[str], Collection[str]]]
    """The ways in which the template can ask, by the name it has for ``form``: the words that an
    answer for the first label may begin with, and those for the second."""
    balanced: Sequence[Known]
    """Lines that models are to be right about, ``FEWEST`` of each label or more and as many of the
    one as of the other: a model that leans to one of the answers shows it here."""
    against: bool = True
    """Whether a text is held against another one."""
    spellings: Mapping[str, str] = field(default_factory=dict[str, str])
    """What labelled data may call the labels besides their names (``1`` …), with the label."""

    def __post_init__(self) -> None:
        if wrong := self._wrong_labels() or self._wrong_forms() or self._wrong_lines():
            raise ValueError(wrong)

    def _wrong_labels(self) -> str:
        if len(set(self.labels)) != 2 or not all(label.strip() for label in self.labels):
            return f"labels are two, and not {list(self.labels)}"
        other = sorted(set(self.spellings.values()) - set(self.labels))
        return f"spellings of {other[0]!r}, which is no label" if other else ""

    def _wrong_forms(self) -> str:
        if not self.forms:
            return "there is no form to ask in"
        for name, (first, second) in self.forms.items():
            words = [{word.strip().casefold() for word in side} for side in (first, second)]
            if not name or "/" in name or isinstance(first, str) or isinstance(second, str):
                return f"form {name!r}: a name without a slash, and two lists of words"
            if not all(words) or words[0] & words[1] or "" in words[0] | words[1]:
                return f"form {name!r}: both labels need words of their own"
        return ""

    def _wrong_lines(self) -> str:
        count = {label: sum(one.label == label for one in self.balanced) for label in self.labels}
        if min(count.values()) < FEWEST or len(set(count.values())) > 1:
            told = " and ".join(f"{number} {label}" for label, number in count.items())
            return f"balanced lines are as many of each label, {FEWEST} or more; here are {told}"
        if sum(count.values()) != len(self.balanced):
            return "a balanced line has another label"
        if not all(one.text.strip() and bool(one.against.strip()) is self.against
                   for one in self.balanced):  # fmt: skip
            must = "something" if self.against else "nothing"
            return f"every balanced line has a text and {must} that it is held against"
        return ""
