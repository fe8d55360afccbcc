"""Notes for a speech that has none: what it is about, put into its speaker's own words by a model.

What a beat is about is told of people by name, or of *he* and *she*; a small model that is given it
so gets wrong who did what. So it is asked once to write it down as notes, which are checked.
"""

import re
from dataclasses import asdict, dataclass
from typing import Any

from smile_commons.models.model import Model
from smile_commons.models.reply import Usage
from smile_commons.models.request import Request, conversation
from smile_commons.personas.draft_check import checked
from smile_commons.personas.draft_subject import Subject, told
from smile_commons.prompts.environment import Prompts
from smile_commons.prompts.language import Language, words
from smile_commons.world.dialogue import Article, EitherWay

PURPOSE = "draft"
"""Begins the purpose of every such request: what is kept between runs goes by it."""

_CHOICES = 3
_TOKENS = 60
_TEMPERATURE = 0.4
SEED = 1
"""Always the same: the same beat, asked of the same model, is to be the same request."""
_MARK = re.compile(r"^[-*•]\s+")
_LABEL = re.compile(r"^([^\W\d_][\w .'’-]{0,39}):\s+")
_QUOTES = re.compile(r"[\"“”„«»]")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a model made of a beat."""

    say: str | EitherWay | None
    """Of a decision both ways; None: nothing that it wrote can be used."""
    why: str
    """What was wrong with its first try; empty where one could be used."""
    usage: Usage


@dataclass(frozen=True, slots=True)
class Drafter:
    """Whoever is asked for notes: a model, with the templates and the language it is asked in."""

    model: Model
    prompts: Prompts
    language: Language
    seed: int = SEED

    async def draft(self, subject: Subject, place: str) -> Draft:
        """Notes on one subject, the best of a few tries.

        Args:
            subject: what is to be said, by whom, to whom.
            place: tells this request from others in a record.

        Raises:
            ModelError: the model failed.
        """
        reply = await self.model.complete(self._request(subject, f"{PURPOSE}/{place}"))
        tries = [
            checked(_plain(choice.text, subject), subject, self.language)
            for choice in reply.choices
        ]
        best = max(tries, key=lambda one: one.worth)
        if best.wrong:
            return Draft(None, tries[0].wrong, reply.usage)
        return Draft(best.text, "", reply.usage)

    async def draft_ways(self, subject: Subject, article: Article, place: str) -> Draft:
        """Notes on a decision, for and against its article; both, or neither.

        Raises:
            ModelError: the model failed.
        """
        usage, said = Usage(), list[str]()
        for way, verdict in (("for", article.text), ("against", article.negation)):
            one = await self.draft(subject.decided(verdict), f"{place}/{way}")
            usage += one.usage
            if not isinstance(one.say, str):
                return Draft(None, f"{way}: {one.why}", usage)
            said.append(one.say)
        if said[0].casefold() == said[1].casefold():
            return Draft(None, "says the same both ways", usage)
        return Draft(EitherWay.model_validate({"for": said[0], "against": said[1]}), "", usage)

    def _request(self, subject: Subject, purpose: str) -> Request:
        profile = self.model.profile
        samplers = {k: v for k, v in profile.samplers.items() if not k.startswith("dry_")}
        script = (profile.speech or self.model.style) == "script"
        name = "draft_script.j2" if script else "draft.j2"
        text = self.prompts.render(name, **_variables(subject, self.language))
        return Request(
            purpose=purpose,
            prompt=text.rstrip() if script else None,
            messages=() if script else conversation(text, name),
            n=_CHOICES,
            max_tokens=_TOKENS,
            temperature=_TEMPERATURE,
            top_p=profile.top_p,
            stop=("\n",),
            seed=self.seed,
            samplers=samplers,
        )


def _variables(subject: Subject, language: Language) -> dict[str, Any]:
    cues = [card.cue for card in subject.to]
    return {
        "who": subject.speaker.cue if subject.speaker else "",
        "they": subject.speaker.pronouns if subject.speaker else "",
        "move": subject.move.value if subject.move else "",
        "to": " and ".join([", ".join(cues[:-1]), cues[-1]] if len(cues) > 1 else cues),
        "about": [asdict(part) for part in told(subject, language)],
        "verdict": subject.verdict,
    }


def _plain(text: str, subject: Subject) -> str:
    """What was written, without a label, a list's mark or any quotes."""
    line = _MARK.sub("", " ".join(text.split()))
    label = _LABEL.match(line)
    if label and (label[1].isupper() or set(words(label[1])) <= subject.people):
        line = line[label.end() :]
    line = _QUOTES.sub("", line).strip()
    return line[:1].upper() + line[1:]
