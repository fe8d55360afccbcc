"""A run's record: what was answered once is had again, byte for byte, without a model."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smile_commons.errors import InputError, ModelError, ReplayError
from smile_commons.models.model import Profile
from smile_commons.models.record import Record
from smile_commons.models.replay import RecordingModel, ReplayModel
from smile_commons.models.reply import Choice
from smile_commons.models.request import Message, Request, digest
from smile_commons.models.scripted import ScriptedModel


def speak(turn: int, prompt: str, **more: object) -> Request:
    return Request(purpose=f"speak/{turn}", prompt=prompt, **more)  # type: ignore[arg-type]


async def test_a_replay_gives_the_same_replies_without_a_model(tmp_path: Path) -> None:
    said = Choice("I built it.", "stop", {"I": -0.123456789, "We": -2.0})
    profile = Profile(temperature=0.7, samplers={"min_p": 0.1}, n_ctx=99)
    model = ScriptedModel([said, "No.", ["Yes.", "Never."]], name="tiny", profile=profile)
    requests = [
        speak(1, "A play.\nKAI:", logprobs=2),
        Request(purpose="ballot/1", messages=(Message("user", "Öl?"),)),
        speak(2, "A play.\nKAI: I built it.\nEZRA:", n=2, seed=3),
    ]
    recording = RecordingModel(model, Record(tmp_path / "replies.jsonl"))
    first = [await recording.complete(request) for request in requests]

    replay = ReplayModel(Record(tmp_path / "replies.jsonl"))
    heard: list[tuple[int, str]] = []
    again = [await replay.complete(r, lambda i, text: heard.append((i, text))) for r in requests]

    assert again == first
    assert heard[-2:] == [(0, "Yes."), (1, "Never.")]
    assert (replay.name, replay.digest, replay.style, replay.profile) == (
        "tiny",
        None,
        "script",
        profile,
    )
    assert replay.usage == recording.usage


async def test_a_resumed_run_repeats_no_call(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    first = RecordingModel(ScriptedModel(["One.", "Two."]), Record(path))
    await first.complete(speak(1, "A"))
    await first.complete(speak(2, "A B"))

    rest = ScriptedModel(["Three."])
    resumed = RecordingModel(rest, Record(path))
    texts = [
        (await resumed.complete(request)).choices[0].text
        for request in (speak(1, "A"), speak(2, "A B"), speak(3, "A B C"))
    ]
    assert texts == ["One.", "Two.", "Three."]
    assert len(rest.requests) == 1


async def test_the_same_request_made_twice_has_two_replies(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    recording = RecordingModel(ScriptedModel(["One.", "Two."]), Record(path))
    for _ in range(2):
        await recording.complete(speak(1, "A"))
    replay = ReplayModel(Record(path))
    assert [(await replay.complete(speak(1, "A"))).choices[0].text for _ in range(2)] == [
        "One.",
        "Two.",
    ]
    with pytest.raises(ReplayError, match="how often"):
        await replay.complete(speak(1, "A"))


async def test_a_call_that_failed_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    model = ScriptedModel([ModelError("gone", "connection"), "One."])
    recording = RecordingModel(model, Record(path))
    with pytest.raises(ModelError):
        await recording.complete(speak(1, "A"))
    await recording.complete(speak(1, "A"))
    assert (await ReplayModel(Record(path)).complete(speak(1, "A"))).choices[0].text == "One."


async def test_a_request_that_differs_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    recording = RecordingModel(ScriptedModel(["One."]), Record(path))
    await recording.complete(speak(1, "A play.\nTALIA: Why?\nKAI:", seed=3))
    replay = ReplayModel(Record(path))
    with pytest.raises(ReplayError) as failure:
        await replay.complete(speak(1, "A play.\nTALIA: Who?\nKAI:", seed=4))
    shown = str(failure.value)
    assert "speak/1" in shown
    for line in ("-TALIA: Why?", "+TALIA: Who?", "-seed = 3", "+seed = 4"):
        assert line in shown.splitlines()


async def test_two_models_of_one_run_are_told_apart_by_their_role(tmp_path: Path) -> None:
    record = Record(tmp_path / "replies.jsonl")
    speaker = RecordingModel(ScriptedModel(["Speech."], name="big"), record)
    judge = RecordingModel(ScriptedModel(["Verdict."], name="small", style="chat"), record, "judge")
    await speaker.complete(speak(1, "A"))
    await judge.complete(speak(1, "A"))
    again = Record(record.path)
    assert (await ReplayModel(again).complete(speak(1, "A"))).choices[0].text == "Speech."
    replayed = await ReplayModel(again, "judge").complete(speak(1, "A"))
    assert (replayed.choices[0].text, replayed.model) == ("Verdict.", "small")
    with pytest.raises(ReplayError, match="scribe"):
        ReplayModel(again, "scribe")


async def test_a_line_that_was_cut_off_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    recording = RecordingModel(ScriptedModel(["One.", "Two."]), Record(path))
    await recording.complete(speak(1, "A"))
    whole = path.read_bytes()
    await recording.complete(speak(2, "A B"))
    path.write_bytes(path.read_bytes()[:-9])

    assert len(Record(path)) == 1
    assert path.read_bytes() == whole
    resumed = RecordingModel(ScriptedModel(["Two again."]), Record(path))
    await resumed.complete(speak(2, "A B"))
    assert len(Record(path)) == 2


def test_a_line_in_the_middle_that_is_not_ours_is_named(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_text('{"key": 1}\n{}\n')
    with pytest.raises(InputError, match=r"replies\.jsonl:1"):
        Record(path)


async def test_prompts_that_grow_take_little_room(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    model = ScriptedModel(lambda request: "Indeed.")
    recording = RecordingModel(model, Record(path))
    prompt, asked_in_all = "A long play. " * 500, 0
    for turn in range(50):
        prompt += f"\nKAI: speech number {turn}"
        asked_in_all += len(prompt)
        await recording.complete(speak(turn, prompt))
    assert path.stat().st_size < asked_in_all / 10


def test_the_digest_covers_what_decides_the_reply_and_nothing_else() -> None:
    request = speak(1, "A", seed=1, samplers={"b": 1, "a": 2})
    mine = digest(request, "m", "d")
    assert mine == digest(replace(request, purpose="other", samplers={"a": 2, "b": 1}), "m", "d")
    others = [
        digest(replace(request, seed=2), "m", "d"),
        digest(replace(request, prompt="B"), "m", "d"),
        digest(replace(request, n=2), "m", "d"),
        digest(request, "n", "d"),
        digest(request, "m", None),
        digest(Request(purpose="x", messages=(Message("user", "A"),), seed=1), "m", "d"),
    ]
    assert len({mine, *others}) == len(others) + 1


texts = st.text(max_size=60) | st.text("ab\n", max_size=60)
asked = st.one_of(
    st.builds(
        Request,
        purpose=st.sampled_from(["speak/1", "speak/2", "ballot/x"]),
        prompt=texts,
        seed=st.none() | st.integers(0, 3),
        temperature=st.sampled_from([0.0, 0.9]),
    ),
    st.builds(
        Request,
        purpose=st.sampled_from(["speak/3", "ballot/y"]),
        messages=st.lists(
            st.builds(Message, st.sampled_from(["system", "user"]), texts), min_size=1, max_size=3
        ).map(tuple),
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(requests=st.lists(asked, max_size=8), split=st.integers(0, 8))
async def test_any_requests_are_had_back_also_over_a_reopened_record(
    tmp_path: Path, requests: list[Request], split: int
) -> None:
    path = tmp_path / "replies.jsonl"
    path.unlink(missing_ok=True)
    replies = []
    for some in (requests[:split], requests[split:]):
        counter = iter(range(100))
        model = ScriptedModel(lambda request, c=counter: f"{request.purpose} {next(c)}")
        recording = RecordingModel(model, Record(path))
        replies += [await recording.complete(request) for request in some]
    record = Record(path)
    assert all(json.loads(line) for line in path.read_bytes().splitlines()) if replies else True
    asked_again = [(entry.purpose, entry.text) for entry in record.asked()]
    made = [(r.purpose, r.prompt) for r in requests if r.prompt is not None]
    assert set(made) <= set(asked_again)
    if replies and split == 0:
        replay = ReplayModel(record)
        assert [await replay.complete(request) for request in requests] == replies
