"""The forms in which each task is asked; their words stand in ``prompts/judge_*.j2``.

Which forms, and what was tried besides, is told with figures in ``docs/judge.md``.
"""

from collections.abc import Mapping

from smile_commons.scoring.judge.answer import Sides
from smile_commons.scoring.judge.asking import Form
from smile_commons.scoring.judge.task import Task

_YES_NO = Sides(frozenset({"yes", "aye"}), frozenset({"no", "nay"}))
_NO_YES = Sides(_YES_NO.second, _YES_NO.first)
_A_B = Sides(frozenset({"a"}), frozenset({"b"}))

STANCE, PAIR = "judge_stance.j2", "judge_pair.j2"
TEMPLATES: Mapping[Task, tuple[str, ...]] = {
    "stance": (STANCE,),
    "agreement": (PAIR,),
    "contradiction": (PAIR,),
    "attribution": (),
}
"""Which templates a task's questions stand in."""

FORMS: Mapping[Task, tuple[Form, ...]] = {
    "stance": (
        Form("stance/agree", STANCE, _YES_NO),
        Form("stance/letter", STANCE, _A_B),
    ),
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
"""By task; the first side of each speaks for the task's first label."""

ABOUT = Form("stance/about", STANCE, _YES_NO)
"""Whether a text speaks to the article; its first side speaks for it."""
