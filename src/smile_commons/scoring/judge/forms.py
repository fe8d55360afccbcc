"""The forms in which each task is asked; their words stand in ``prompts/judge_*.j2``.

A small model on this machine goes on with a text; an endpoint answers a chat. Which forms, and
what was tried besides, is told with figures in ``docs/judge.md``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from smile_commons.models.model import Style
from smile_commons.scoring.judge.answer import Sides
from smile_commons.scoring.judge.asking import Form
from smile_commons.scoring.judge.judge_task import JudgeTask
from smile_commons.scoring.judge.task import Task

_YES_NO = Sides(frozenset({"yes", "aye"}), frozenset({"no", "nay"}))
_NO_YES = Sides(_YES_NO.second, _YES_NO.first)
_A_B = Sides(frozenset({"a"}), frozenset({"b"}))
_PASSED_REJECTED = Sides(
    frozenset("accepted adopted approved carried implemented kept passed supported".split()),
    frozenset("abolished banned defeated denied dropped rejected withdrawn".split()),
)

_RELEVANT_UNRELATED = Sides(
    frozenset({"relevant", "important", "necessary"}), frozenset({"irrelevant", "unrelated"})
)

STANCE, PAIR = "judge_stance.j2", "judge_pair.j2"
STANCE_SCRIPT, PAIR_SCRIPT = "judge_stance_script.j2", "judge_pair_script.j2"


@dataclass(frozen=True, slots=True)
class Wording:
    """How one kind of model is asked."""

    forms: Mapping[Task, tuple[Form, ...]]
    """By task; the first side of each speaks for the task's first label."""
    about: Form
    """Whether a text speaks to the article; its first side speaks for it."""
    upright: bool = False
    """Whether articles that would end a thing are put as their contrary (``upright.py``)."""

    def of(self, task: Task) -> tuple[Form, ...]:
        """All forms that a task may be asked in."""
        return (*self.forms[task], self.about) if task == "stance" else self.forms[task]

    @property
    def all(self) -> tuple[Form, ...]:
        """The forms of every task."""
        return tuple(form for task in self.forms for form in self.of(task))


_PAIRS: Mapping[Task, tuple[Form, ...]] = {
    "agreement": (
        Form("agreement/agree", PAIR, _YES_NO),
        Form("agreement/letter", PAIR, _A_B),
    ),
    "contradiction": (
        Form("contradiction/contradict", PAIR, _YES_NO, turned=True),
        Form("contradiction/could", PAIR, _NO_YES),
    ),
    "attribution": (),
}
CHAT = Wording(
    {
        "red-line": (
            Form("red-line/agree", STANCE, _YES_NO),
            Form("red-line/letter", STANCE, _A_B),
        ),
        "stance": (Form("stance/agree", STANCE, _YES_NO), Form("stance/letter", STANCE, _A_B)),
        **_PAIRS,
    },
    Form("stance/about", STANCE, _YES_NO),
)
SCRIPT = Wording(
    {
        "red-line": (Form("red-line/support", STANCE_SCRIPT, _YES_NO),),
        "stance": (
            Form("stance/support", STANCE_SCRIPT, _YES_NO),
            Form("stance/wants", STANCE_SCRIPT, _PASSED_REJECTED, least_mass=0.02),
        ),
        **_PAIRS,
        "agreement": (
            Form("agreement/letter", PAIR, _A_B),
            Form("agreement/support", STANCE_SCRIPT, _YES_NO),
            Form("agreement/changed", PAIR_SCRIPT, _NO_YES),
        ),
    },
    Form("stance/matter", STANCE_SCRIPT, _RELEVANT_UNRELATED, among=True),
    upright=True,
)


def wording(style: Style) -> Wording:
    """How a model of this style is asked."""
    return SCRIPT if style == "script" else CHAT


def own_forms(name: str, task: JudgeTask) -> tuple[Form, ...]:
    """The forms of a task that is none of ours.

    Args:
        name: of the task.
        task: what was brought.
    """
    return tuple(
        Form(
            f"{name}/{form}",
            f"{name}.task.j2",  # the end keeps it a chat, whatever the task is called
            Sides(*(frozenset(word.strip().casefold() for word in side) for side in sides)),
            source=task.template,
        )
        for form, sides in task.forms.items()
    )
