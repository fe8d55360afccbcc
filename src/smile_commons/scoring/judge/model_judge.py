"""The judge: a model that is asked, an embedder, and a reader of style, behind one interface."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from smile_commons.models.request import canonical
from smile_commons.scoring.judge.answer import Scale, scale_of
from smile_commons.scoring.judge.asking import Asked, Asker, Form, Question
from smile_commons.scoring.judge.attribution import attribution
from smile_commons.scoring.judge.forms import Wording, own_forms, wording
from smile_commons.scoring.judge.gate import Gate
from smile_commons.scoring.judge.harmless import spoken
from smile_commons.scoring.judge.judge_task import JudgeTask
from smile_commons.scoring.judge.kept_reliability import shipped_scales
from smile_commons.scoring.judge.labelled import calibration
from smile_commons.scoring.judge.pairs import PairReader
from smile_commons.scoring.judge.stance import NOT_SPOKEN_TO, StanceReader
from smile_commons.scoring.judge.symbols import symbols_of
from smile_commons.scoring.judge.task import LABELS, Item, Spent, Task, Verdict, unscored
from smile_commons.scoring.judge.upright import upright

RECIPE = 5
"""Goes up when verdicts are put together otherwise; part of the judge's digest."""
ADDRESSED = "it speaks to the judge and to nobody else"


@dataclass(kw_only=True)
class ModelJudge:
    """Meets the ``Judge`` protocol.

    Args:
        asker: puts the questions to a model and keeps the answers.
        gate: tells whether a text speaks to its article; None: every text is taken to, so that
            a side is told for each.
        embedder: names the gate's embedder, for the digest.
    """

    asker: Asker
    gate: Gate | None
    embedder: str
    items: int = 0
    kept: int = 0
    _scales: dict[str, Scale] | None = None
    _own: dict[str, JudgeTask] = field(default_factory=dict[str, JudgeTask])
    """Tasks that were asked about and are none of ours."""

    @property
    def name(self) -> str:
        """The model's."""
        return self.asker.model.name

    @property
    def wording(self) -> Wording:
        """How its model is asked."""
        return wording(self.asker.model.style)

    @property
    def digest(self) -> str | None:
        """SHA-256, in hex, of model, words of the questions, balanced lines, embedder, recipe.

        Of our own tasks: what is known of the judge holds whatever others are asked besides.
        """
        if self.asker.known_by is None:
            return None
        names = sorted({form.template for form in self.wording.all})
        whole = {
            "model": [self.name, self.asker.known_by],
            "templates": {name: self.asker.prompts.sources[name] for name in names},
            "forms": [
                [form.id, form.sides.named, form.least_mass, form.among]
                for form in self.wording.all
            ],
            "calibration": [
                [one.item.task, one.item.against, one.item.text]
                for task in LABELS
                for one in calibration(task)
            ],
            "embedder": self.embedder,
            "recipe": RECIPE,
        }
        return hashlib.sha256(canonical(whole).encode("ascii")).hexdigest()

    @property
    def scales(self) -> Mapping[str, Scale]:
        """What is known of the forms so far, by their ids."""
        return self._scales or {}

    @property
    def spent(self) -> Spent:
        """What judging has cost so far, the balanced lines included."""
        return replace(self.asker.spent, items=self.items, kept=self.kept)

    async def judge(self, items: Sequence[Item]) -> list[Verdict]:
        """One verdict an item; see ``Judge.judge``.

        Raises:
            ModelError: the model failed; answers up to then are kept.
        """
        given, items = items, [_cleaned(item) for item in items]
        if self.gate is not None:
            self.gate.learn([item for item in items if item.task == "stance"])
        self._own |= {item.task: item.own for item in items if item.own is not None}
        there = {item.task for item in items}
        tasks = [task for task in (*LABELS, *self._own) if task in there and self._forms(task)]
        for task in tasks:
            await self._learn_scales(task)
        symbols = {name for item in items for name in symbols_of(item.against)}
        readers = {task: self._reader(task, symbols) for task in tasks}
        beyond = self.gate.beyond(items) if self.gate is not None else set[int]()
        asked = [
            self._prepared(readers[item.task].questions(item))
            if item.task in readers and place not in beyond and not _is_emptied(given[place])
            else []
            for place, item in enumerate(items)
        ]
        self.items += len(items)
        self.kept += sum(all(one.kept is not None for one in each) for each in asked)
        await self.asker.ask(_ordered(one for each in asked for one in each))
        return [
            unscored(ADDRESSED)
            if _is_emptied(whole)
            else NOT_SPOKEN_TO
            if place in beyond
            else readers[item.task].verdict(item, [self.asker.answer(one) for one in each])
            if item.task in readers
            else attribution(item)
            for place, (whole, item, each) in enumerate(zip(given, items, asked, strict=True))
        ]

    async def _learn_scales(self, task: Task) -> None:
        """Asks the balanced lines of a task, unless their scale is known."""
        if self._scales is None:
            self._scales = shipped_scales(self.digest)
        about = (self.wording.about,) if task == "stance" else ()
        forms = (*self._forms(task), *about)
        missing = [form for form in forms if form.id not in self._scales]
        if not missing:
            return
        known = self._balanced(task)
        found: Mapping[str, list[Asked]] = {
            form.id: self._prepared(self._about(form, item) for item, _ in known)
            for form in missing
        }
        await self.asker.ask(_ordered(one for each in found.values() for one in each))
        for form in missing:
            scale = self._scale(form, known, found[form.id])
            if scale is not None:
                self._scales[form.id] = scale

    def _scale(
        self, form: Form, known: Sequence[tuple[Item, str]], asked: Sequence[Asked]
    ) -> Scale | None:
        """What the balanced lines tell of a form: those that the model did answer."""
        sides: tuple[list[float], list[float]] = ([], [])
        turns = self.wording.upright
        for (item, label), one in zip(known, asked, strict=True):
            answer = self.asker.answer(one)
            if answer.mass >= form.least_mass:
                turned = turns and item.task == "stance" and upright(item.against).sign < 0
                sides[(label != item.labels[0]) != turned].append(answer.log_odds)
        return scale_of(*sides, turned=form.turned)

    def _forms(self, task: Task) -> tuple[Form, ...]:
        """How a task is asked, ours or not; nothing where no model is asked."""
        own = self._own.get(task)
        return self.wording.forms[task] if own is None else own_forms(task, own)

    def _balanced(self, task: Task) -> list[tuple[Item, str]]:
        """The balanced lines of a task with their labels."""
        own = self._own.get(task)
        if own is None:
            return [(one.item, one.label) for one in calibration(task)]
        return [
            (Item(task=task, text=one.text, against=one.against, own=own), one.label)
            for one in own.balanced
        ]

    def _about(self, form: Form, item: Item) -> Question:
        """One form asked of one line, with nothing else about it."""
        scales = {form.id: Scale(0.0, 1.0)}
        plain = replace(item, negation=None)
        if item.task == "stance":
            reader = StanceReader((form,), scales, None, turns=self.wording.upright)
            return reader.questions(plain)[0]
        return PairReader((form,), scales).questions(plain)[0]

    def _reader(self, task: Task, symbols: Collection[str]) -> StanceReader | PairReader:
        if task == "stance":
            forms, about = self.wording.forms[task], self.wording.about
            turns = self.wording.upright
            return StanceReader(forms, self.scales, self.gate, about, symbols, turns)
        return PairReader(self._forms(task), self.scales)

    def _prepared(self, questions: Iterable[Question]) -> list[Asked]:
        return [self.asker.prepare(question) for question in questions]


def _cleaned(item: Item) -> Item:
    """The item without sentences that give orders to whoever reads it, wherever they stand."""
    before = spoken(item.before) if item.before else None
    contrary = spoken(item.negation) if item.negation else None
    return replace(
        item,
        text=spoken(item.text),
        against=spoken(item.against) or item.against,  # never empty: then nothing is asked
        before=before or None,
        negation=contrary or None,
    )


def _is_emptied(item: Item) -> bool:
    """Whether nothing is left of the text, or of what it is held against, without orders."""
    return any(part.strip() and not spoken(part) for part in (item.text, item.against))


def _ordered(asked: Iterable[Asked]) -> list[Asked]:
    """Questions whose texts begin alike next to each other, so that it is read once."""
    from smile_commons.models.request import asked_text

    return sorted(asked, key=lambda one: asked_text(one.request))
