"""Articles that would end a thing, put as their contrary: a small model hears the tone towards a
thing, and not towards the motion that it be ended.

"It is cruel" speaks for the motion that a thing be banned; the model hears a No. On motions that
ban, end or limit something its sides are no better than tossed, on others they are mostly right
(``docs/judge.md``). So it is asked about the motion that the thing be allowed or kept, and what it
hears counts the other way round.
"""

import re
from dataclasses import dataclass

from smile_commons.scoring.english import ENGLISH

_MODAL = (
    r"should|must|shall|may|can|could|would|will|ought to|ha(?:s|ve) to|needs? to|(?:is|are) to"
)
_NOT = r" (?:no longer|not|never)"
_LEADS = r"(?: \w+ly| also)?(?: (?:try|seek|work|aim|agree|vote|begin|start) to)?"
_CALLS = (
    r"(?:introduce|impose|adopt|enact|support|demand|call for|fight for) (?:an? |the )?(?:\w+ )?"
    r"(?:ban|abolition|prohibition|boycott) (?:of|on)"
)


def _participle(verb: str) -> str:
    return ENGLISH["participles"].get(verb, f"{verb}{'d' if verb.endswith('e') else 'ed'}")


def _words() -> tuple[dict[str, str], dict[str, str]]:
    """What each word becomes, active and passive."""
    active, passive = dict[str, str](), dict[str, str]()
    for becomes, verbs in ENGLISH["contrary"].items():
        base, participle = becomes.split()
        active |= dict.fromkeys(verbs.split(), base)
        passive |= {_participle(verb): participle for verb in verbs.split()}
        passive |= {"cancelled": "kept"}
    in_passive = ("given", "phased", "shut", "taken", "banned", "removed", "excluded")
    for phrase, becomes in ENGLISH["contrary-phrases"].items():
        (passive if phrase.startswith(in_passive) else active)[phrase] = becomes
    return active, passive | {"shut down": "kept"}


_ACTIVE, _PASSIVE = _words()


def _any(words: dict[str, str]) -> str:
    return "|".join(re.escape(one) for one in sorted(words, key=len, reverse=True))


_MAIN = re.compile(
    rf"^(?P<before>.*?\b(?P<modal>{_MODAL}))(?P<not>{_NOT})?(?P<leads>{_LEADS})"
    rf"(?: (?P<be>be(?: \w+ly)?) (?P<passive>{_any(_PASSIVE)})\b"
    rf"| (?P<call>{_CALLS})\b| (?P<active>{_any(_ACTIVE)})\b(?! for\b))?",
    re.IGNORECASE,
)
"""The first modal of a sentence and what follows it at once: what the article would have done."""
_ORDER = re.compile(rf"^(?P<active>{_any(_ACTIVE)})\b(?! for\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upright:
    """An article as it is put to a model."""

    text: str
    sign: int = 1
    """-1: whoever is for this is against the article."""


def upright(article: str) -> Upright:
    """The article, or its contrary where it would end, forbid or limit what it is about.

    What it would have done stands after its first modal verb (*should*, *must* ...), or at its
    beginning. A *not* there turns it round as well, so "should not be banned" keeps its side.
    """
    found = _MAIN.match(article)
    if found is None:
        order = _ORDER.match(article)
        if order is None:
            return Upright(article)
        return Upright(_ACTIVE[order["active"].lower()].capitalize() + article[order.end() :], -1)
    turns = bool(found["not"]) + any(found[name] for name in ("passive", "call", "active"))
    if not turns:
        return Upright(article)
    done = ""
    if found["passive"]:
        done = f" {found['be']} {_PASSIVE[found['passive'].lower()]}"
    elif found["call"]:
        done = " allow"
    elif found["active"]:
        done = f" {_ACTIVE[found['active'].lower()]}"
    text = f"{found['before']}{found['leads']}{done}{article[found.end() :]}"
    return Upright(text, -1 if turns % 2 else 1)
