"""What was thought is told apart from what is said, in every form that models are known for."""

import pytest

from smile_commons.models.thoughts import ThoughtStream, split_thoughts

THOUGHT = "Okay, the card says the report was hidden. I should not admit it."
SAID = "The money is where it was."

FORMS = {
    "think": f"<think>\n{THOUGHT}\n</think>\n\n{SAID}",
    "think without its opening": f"{THOUGHT}\n</think>\n\n{SAID}",
    "thinking": f"<thinking>{THOUGHT}</thinking>\n{SAID}",
    "thought": f"<thought>{THOUGHT}</thought> {SAID}",
    "reasoning": f"<reasoning>{THOUGHT}</reasoning>\n{SAID}",
    "capitals": f"<THINK>{THOUGHT}</THINK>{SAID}",
    "blanks in the tag": f"< think >{THOUGHT}< / think >{SAID}",
    "an attribute": f'<think duration="3">{THOUGHT}</think>{SAID}',
    "a prefix": f"<seed:think>{THOUGHT}</seed:think>{SAID}",
    "closed by another name": f"<think>{THOUGHT}</thinking>{SAID}",
    "escaped": f"&lt;think&gt;{THOUGHT}&lt;/think&gt;{SAID}",
    "two blocks": f"<think>{THOUGHT}</think>\n<think>{THOUGHT}</think>\n{SAID}",
    "closed twice": f"<think>{THOUGHT}</think>{SAID}</think>",
    "an answer in tags": f"<think>{THOUGHT}</think><answer>{SAID}</answer>",
    "Mistral": f"[THINK]{THOUGHT}[/THINK]{SAID}",
    "Kimi": f"◁think▷{THOUGHT}◁/think▷{SAID}",
    "Cohere": (
        f"<|START_THINKING|>{THOUGHT}<|END_THINKING|><|START_RESPONSE|>{SAID}<|END_RESPONSE|>"
    ),
    "OpenThinker": (
        f"<|begin_of_thought|>{THOUGHT}<|end_of_thought|>"
        f"<|begin_of_solution|>{SAID}<|end_of_solution|>"
    ),
    "Granite": f"Here is my thought process:\n{THOUGHT}\nHere is my response:\n{SAID}",
    "Apriel": (
        f"Here are my reasoning steps:\n{THOUGHT}\n[BEGIN FINAL RESPONSE]{SAID}[END FINAL RESPONSE]"
    ),
    "Open WebUI": (
        '<details type="reasoning" done="true"><summary>Thought for 2 seconds</summary>\n'
        f"{THOUGHT}\n</details>\n{SAID}"
    ),
    "a fence": f"```thinking\n{THOUGHT}\n```\n{SAID}",
    "harmony": (
        f"<|channel|>analysis<|message|>{THOUGHT}<|end|>"
        f"<|start|>assistant<|channel|>final<|message|>{SAID}<|return|>"
    ),
    "harmony, two thoughts": (
        f"<|channel|>analysis<|message|>{THOUGHT}<|end|><|start|>assistant<|channel|>commentary"
        f" to=none<|message|>{THOUGHT}<|end|><|start|>assistant<|channel|>final<|message|>{SAID}"
    ),
    "harmony, its first token gone": (
        f"analysis<|message|>{THOUGHT}<|end|><|start|>assistant<|channel|>final<|message|>{SAID}"
    ),
    "harmony, its tokens gone": f"analysis{THOUGHT}assistantfinal{SAID}",
    "harmony, its tokens made lines": f"analysis\n{THOUGHT}\nassistant\nfinal\n{SAID}",
    "harmony, only its end left": f"{THOUGHT}assistantfinal{SAID}",
    "a name before": f"<longcat_think>{THOUGHT}</longcat_think>{SAID}",
    "a name behind": f"<thought_process>{THOUGHT}</thought_process>{SAID}",
    "pondering": f"<ponder>{THOUGHT}</ponder>\n{SAID}",
    "a plan": f"<planning>{THOUGHT}</planning>\n{SAID}",
    "deliberation": f"<deliberation>{THOUGHT}</deliberation>{SAID}",
    "bars": f"<|thought|>{THOUGHT}<|/thought|>{SAID}",
    "wide bars": f"<｜think｜>{THOUGHT}<｜/think｜>{SAID}",
    "small letters in brackets": f"[thinking]{THOUGHT}[/thinking] {SAID}",
    "brackets": f"[REASONING]{THOUGHT}[/REASONING]\n{SAID}",
    "Chinese": f"<思考>{THOUGHT}</思考>{SAID}",
    "a turn of its own": f"<|im_start|>think\n{THOUGHT}<|im_end|>\n<|im_start|>assistant\n{SAID}",
    "bold headings": f"**Thinking:** {THOUGHT}\n\n**Response:** {SAID}",
    "headings": f"### Thinking\n{THOUGHT}\n\n### Final answer\n{SAID}",
    "Ollama's command line": f"Thinking...\n{THOUGHT}\n...done thinking.\n\n{SAID}",
}

CUT_OFF = {
    "think": f"<think>{THOUGHT}",
    "a blank first": f"\n<think>\n{THOUGHT}",
    "Mistral": f"[THINK]{THOUGHT}",
    "harmony": f"<|channel|>analysis<|message|>{THOUGHT}",
    "harmony, its tokens gone": f"analysis{THOUGHT}",
    "within the tag": "<thi",
    "after harmony's first word": "analysis",
    "before the answer": f"<think>{THOUGHT}</think>",
    "only the closing tag": f"{THOUGHT}</think>\n",
}

PLAIN = [
    SAID,
    f" {SAID}",
    "",
    "  ",
    "Analysis shows it. The final answer is no.",
    "analysis of the river comes first",
    "The assistant finalised it.",
    "I think, therefore I am.",
    "It writes <think> before it answers, and I do not like it.",
    "Put `<think>` and `</think>` round it.",
    "3 < 4 and 5 > 4",
    "[thinking] Well, perhaps.",
    "<b>No.</b>",
    "Thinking... No, I will not.",
    "I call it **thinking**, and my **answer** is no.",
    "We plan <two> houses.",
]


def streamed(text: str, size: int) -> str:
    stream, heard = ThoughtStream(), ""
    for first in range(0, len(text), size):
        again, piece = stream.feed(text[first : first + size])
        heard = piece if again else heard + piece
    again, piece = stream.finish()
    return piece if again else heard + piece


@pytest.mark.parametrize("text", FORMS.values(), ids=list(FORMS))
def test_thoughts_are_not_said(text: str) -> None:
    thoughts, said = split_thoughts(text)
    assert said == SAID
    assert THOUGHT in thoughts


@pytest.mark.parametrize("text", CUT_OFF.values(), ids=list(CUT_OFF))
def test_thoughts_that_are_cut_off_leave_nothing_to_say(text: str) -> None:
    thoughts, said = split_thoughts(text)
    assert said == ""
    assert thoughts or text == "analysis"


@pytest.mark.parametrize("text", PLAIN)
def test_a_text_without_thoughts_is_as_it_was(text: str) -> None:
    assert split_thoughts(text) == ("", text)


@pytest.mark.parametrize("size", [1, 2, 5, 13])
@pytest.mark.parametrize("text", [*FORMS.values(), *CUT_OFF.values(), *PLAIN])
def test_pieces_come_to_the_same_as_the_whole(text: str, size: int) -> None:
    assert streamed(text, size).strip() == split_thoughts(text)[1].strip()


@pytest.mark.parametrize("name", ["think", "Mistral", "harmony", "harmony, its tokens gone"])
def test_nothing_of_marked_thoughts_is_told_on_the_way(name: str) -> None:
    stream = ThoughtStream()
    told = [stream.feed(letter) for letter in FORMS[name]]
    assert not any(again for again, _ in told)
    assert "".join(piece for _, piece in told).strip() == SAID


@pytest.mark.parametrize(
    "text",
    ["<|assistant|>{}", "\ufeff{}", "<|begin_of_box|>{}<|end_of_box|>", "{}<|user|>And you?"],
)
def test_what_stands_around_the_answer_is_not_said(text: str) -> None:
    assert split_thoughts(text.format(SAID)) == ("", SAID)


def test_an_empty_block_is_no_thought() -> None:
    assert split_thoughts(f"<think>\n\n</think>\n\n{SAID}") == ("", SAID)


@pytest.mark.parametrize("end", ["<|eot_id|>", "<|im_end|>\n", "</s>", "assistant\n\nAnd more."])
def test_what_follows_the_end_of_a_turn_is_left_out(end: str) -> None:
    assert split_thoughts(f"{SAID}{end}") == ("", SAID)
