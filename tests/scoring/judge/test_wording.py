"""How each kind of model is asked: a text to go on with on this machine, a chat elsewhere."""

import math

from asked import DIGEST, judge_of, quoted

from smile_commons.models.reply import Choice
from smile_commons.models.request import Request
from smile_commons.models.scripted import ScriptedModel
from smile_commons.scoring.judge.forms import CHAT, SCRIPT, wording
from smile_commons.scoring.judge.task import Item

MILL = "The mill should be pulled down."


def going_on(request: Request) -> Choice:
    """Reads `down` and `keep`; leaves most of the chance to words that count for neither side."""
    prompt = request.prompt or ""
    for_ = "down" in prompt.partition("A member says")[2].lower()
    if prompt.endswith("wants the motion to be"):
        shares = {" passed" if for_ else " rejected": 0.2, " considered": 0.8}
    else:
        shares = {" Yes" if for_ else " No": 0.9, " The": 0.1}
    return Choice("x", "length", {word: math.log(share) for word, share in shares.items()})


def script_model() -> ScriptedModel:
    model = ScriptedModel(going_on, style="script")
    model.digest = DIGEST
    return model


async def test_a_model_on_this_machine_goes_on_with_a_short_text() -> None:
    model = script_model()
    items = [
        Item(task="stance", text=text, against=MILL)
        for text in ("Down with it, I say.", "I would keep it.")
    ]
    told = await judge_of(model, gated=False).judge(items)
    for_, against = (one.evidence or 0.0 for one in told)
    assert for_ > 1 > against
    assert all(len(one.forms) == len(SCRIPT.forms["stance"]) for one in told)
    asked = [request for request in model.requests if quoted_text(request) == items[0].text]
    assert all(request.messages == () and request.max_tokens == 1 for request in asked)
    start = f'Motion: "{MILL}"\nA member says: "{items[0].text}"\n'
    assert {str(request.prompt).startswith(start) for request in asked} == {True}


def quoted_text(request: Request) -> str:
    return quoted(request)[-1] if request.messages else (request.prompt or "").split('"')[3]


async def test_words_that_count_for_neither_side_are_no_answer() -> None:
    def silent(request: Request) -> Choice:
        return Choice("x", "length", {" considered": math.log(0.99), " passed": math.log(0.01)})

    model = ScriptedModel(silent, style="script")
    model.digest = DIGEST
    item = Item(task="stance", text="Down with it.", against=MILL)
    (told,) = await judge_of(model, gated=False).judge([item])
    assert told.unscored == "no answer: label mass 0.01 at most"


def test_every_style_has_forms_for_the_same_tasks() -> None:
    assert wording("chat") is CHAT and wording("script") is SCRIPT
    for task in CHAT.forms:
        assert bool(CHAT.forms[task]) == bool(SCRIPT.forms[task])


async def test_rare_words_are_asked_for_by_leaving_no_others() -> None:
    model = script_model()
    item = Item(task="stance", text="Down with the mill.", against=MILL)
    await judge_of(model).judge([item])
    asked = [one for one in model.requests if str(one.prompt).endswith("speaks about is")]
    biased = {word for one in asked for word, _ in one.samplers["logit_bias"]}
    assert biased == {" important", " irrelevant", " necessary", " relevant", " unrelated"}
    assert all(one.samplers["post_sampling_probs"] and one.temperature == 1 for one in asked)
