"""What ``commons model check`` found, in words: what came, and what the program does about it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smile_commons.models.checking import Examined

Row = tuple[str, str, str]
_PREFILL = {
    "continued": ("gone on with", "speeches may be given their first words"),
    "begun anew": ("begun anew", "speeches are not given their first words"),
    "refused": ("refused", "left out: speeches are not given their first words"),
    "untold": ("no answer", "speeches are not given their first words"),
}
_SCHEMA = {
    "kept": ("kept to", "asked for by its field, and checked here"),
    "in words": ("field refused", "asked for in words, and checked here"),
    "broken": ("not kept to", "what needs one (drafts, proposals) fails on it"),
}


def rows(found: "Examined") -> list[Row]:
    """Everything that was asked for."""
    return [
        ("chat", "answered", "speeches, ballots and the judge are asked so"),
        _completions(found),
        _streaming(found),
        ("length", found.length_field, "the field that bounds a reply"),
        _least(found),
        _choices(found),
        _logprobs(found),
        _seed(found),
        _either("temperature", found.temperature, "sent", "left out: the model's own holds"),
        _stop(found),
        ("schema", *_SCHEMA[found.schema]),
        _system(found),
        ("first words", *_PREFILL[found.prefill]),
        _thinking(found),
        _usage(found),
        _speed(found),
    ]


def _either(name: str, is_taken: bool, yes: str, no: str) -> Row:
    return (name, "taken" if is_taken else "refused", yes if is_taken else no)


def _completions(found: "Examined") -> Row:
    if found.completions:
        return ("completions", "answered", "--style script can be had")
    return ("completions", "none", "--style script cannot be had")


def _streaming(found: "Examined") -> Row:
    return _either("streaming", found.streams, "replies are read as they come", "read whole")


def _least(found: "Examined") -> Row:
    does = "nothing to be done"
    if found.least_tokens > 1:
        does = "asked for so many; the first ones count"
    return ("least tokens", str(found.least_tokens), does)


def _choices(found: "Examined") -> Row:
    if found.choices >= 3:
        return ("choices", "3 of 3", "all takes of a speech in one request")
    return ("choices", f"{found.choices} of 3", "takes are asked for in several requests")


def _logprobs(found: "Examined") -> Row:
    if found.logprobs:
        does = "a ballot or a judgement is one request"
        return ("likelihoods", f"{found.logprobs} readings", does)
    return ("likelihoods", "none", "a ballot or a judgement is 8 answers drawn")


def _seed(found: "Examined") -> Row:
    if not found.seed:
        return ("seed", "refused", "left out; only the record repeats a play")
    came = {True: "the same text", False: "other text", None: "taken"}[found.repeats]
    return ("seed", came, "sent; only the record repeats a play for certain")


def _stop(found: "Examined") -> Row:
    if found.thinks:
        return ("stop", "not sent", "it would end the thoughts: replies are cut here")
    return _either("stop", found.stop, "sent", "left out: replies are cut here")


def _system(found: "Examined") -> Row:
    if not found.system:
        return ("system role", "refused", "said by the user, before anything else")
    came = {True: "heeded", False: "not heeded", None: "taken"}[found.obeys]
    return ("system role", came, "sent")


def _thinking(found: "Examined") -> Row:
    if not found.thinks:
        return ("thoughts", "none", "no room is given for any")
    effort = ", effort low" if found.effort else ""
    does = f"{found.room:,} tokens more{effort}; nobody speaks them"
    return ("thoughts", f"about {found.thoughts:.0f} tokens", does)


def _usage(found: "Examined") -> Row:
    no = "a cap counts the most that a reply can take"
    return ("usage", "told" if found.usage else "not told", "counted" if found.usage else no)


def _speed(found: "Examined") -> Row:
    if found.tokens_a_second is None:
        return ("speed", "not known", "")
    return ("speed", f"{found.tokens_a_second:.0f} tokens/s", f"a call takes {found.seconds:.1f} s")
