"""Tasks that plug-ins bring."""

from smile_commons.errors import InputError
from smile_commons.models.request import conversation
from smile_commons.plugins import JUDGE_TASKS as GROUP
from smile_commons.plugins import find, unknown
from smile_commons.prompts.environment import Prompts
from smile_commons.scoring.judge.forms import own_forms
from smile_commons.scoring.judge.judge_task import JudgeTask
from smile_commons.scoring.judge.task import LABELS

RIGHT = "a JudgeTask (smile_commons.scoring.judge.judge_task) whose template asks in all its forms"


def plugged_task(name: str) -> JudgeTask:
    """The task of the plug-in of that name, its template tried out.

    No score is made of it; ``commons judge check --data`` tells how far a judge can be trusted
    with it.

    Raises:
        InputError: there is none, it cannot be imported or is there twice, or it is no task.
    """
    plugin = find(GROUP, name, LABELS)
    if plugin is None:
        raise unknown("task", name, list(LABELS), GROUP)
    made: JudgeTask = plugin.load(RIGHT, JudgeTask)
    asked = set[str]()
    for form in own_forms(name, made):
        prompts = Prompts({form.template: made.template})
        try:
            text = prompts.render(
                form.template, form=form.name, text="One.", against="Another.", prefill=True
            )
            conversation(text, form.template)
        except InputError as error:
            raise plugin.fault(f"its template, asked for {form.name!r}: {error}", RIGHT) from error
        asked.add(text)
    if len(asked) < len(made.forms):
        raise plugin.fault("its template asks in several forms with the same words", RIGHT)
    return made
