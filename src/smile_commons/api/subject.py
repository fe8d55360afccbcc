"""A run as scoring sees it: plain data made of its folder, its world and its cards."""

from collections.abc import Sequence

from smile_commons.dialogues.casting import Casting
from smile_commons.memory.canon import canon_of
from smile_commons.memory.memory import Embedder
from smile_commons.personas.grounding import invented
from smile_commons.prompts.language import Language, language_from, sentences, words
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.articles import Article
from smile_commons.scoring.labels.label import labels_path, read_labels, valid_labels
from smile_commons.scoring.lines import lines_of_events
from smile_commons.scoring.stated.blind import forms_of
from smile_commons.scoring.subject import Answer, Persona, Subject
from smile_commons.transcript import Ballot
from smile_commons.world import World
from smile_commons.world.card import Card


def subject_of(
    folder: RunFolder,
    casting: Casting,
    world: World,
    embedder: Embedder | None = None,
    *,
    sham: Sequence[Ballot] = (),
    answers: Sequence[Answer] = (),
) -> Subject:
    """What is to be scored of a run.

    Args:
        folder: the run.
        casting: its dialogue, with cast and articles.
        world: the world it was played in.
        embedder: for what hangs on likeness; None leaves that unscored.
        sham: ballots of a run about something unrelated.
        answers: of interviews.
    """
    events = folder.events.all()
    lines = lines_of_events(events)
    articles = [Article(one.id, one.text, one.negation, one.weight) for one in casting.articles]
    scenes = [event.text for event in events if event.kind == "act"]
    language = language_from(world.words, folder.manifest.language)
    names = {word for card in world.personas.values() for word in words(card.name)}
    return Subject(
        lines=tuple(lines),
        articles=tuple(articles),
        ballots=tuple(folder.ballots.all()),
        personas={who: _persona(card, world, language) for who, card in casting.cards.items()},
        given={event.turn: event.on for event in events if event.kind == "speech" and event.on},
        scene=" ".join((casting.dialogue.setting, *scenes)),
        sham=tuple(sham),
        answers=tuple(answers),
        labels=valid_labels(read_labels(labels_path(folder.path)), lines, articles),
        embed=embedder.embed if embedder else None,
        unknown=lambda text, known, more: invented(text, known, {*names, *more}, language),
    )


def _persona(card: Card, world: World, language: Language) -> Persona:
    reasons = [opening.reason for opening in card.positions.values()]
    views = [relation.view for relation in card.relations.values()]
    memories = [memory.text for memory in canon_of(card.id, world.memories)]
    articles = [a.text for resolution in world.resolutions.values() for a in resolution.articles]
    own = (card.name, card.title, card.biography, card.stance.principle, *card.stance.red_lines)
    return Persona(
        id=card.id,
        cue=card.cue,
        names=tuple(dict.fromkeys((*forms_of(card.name), *forms_of(card.cue)))),
        card=sentences(f"{card.stance.principle} {card.biography}", language),
        red_lines=card.stance.red_lines,
        openings={id: opening.position for id, opening in card.positions.items()},
        known=" ".join(
            (*own, *card.goals, *card.voice.exemplars, *reasons, *views, *memories, *articles)
        ),
    )
