"""Turn checked answers into annotation files: the layers and story files of one person. Nothing is written here."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from chipbrief.annotations.exchange.making import layer_name
from chipbrief.annotations.exchange.stories import entities_of, story_file
from chipbrief.annotations.exchange.tasks import SUMMARY_KINDS, Answer, Task
from chipbrief.annotations.exchange.validate import by_story
from chipbrief.annotations.load import ID_PATTERN
from chipbrief.annotations.schema import (
    Annotator,
    EntityLayer,
    FactLabel,
    FactMatch,
    MatchLayer,
    ReferenceSet,
    StoryFile,
    Work,
)
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import Story
from chipbrief.yaml_files import decode, dump, load_yaml


@dataclass(slots=True)
class Merge:
    """What an import changes. `files` are the stories of the folder by id, `rows` the stories that were annotated."""

    folder: Path
    person: str
    tool: str
    stories: Mapping[str, StoryFile]
    rows: Mapping[str, Story]
    tasks: Mapping[str, Task]
    layers: tuple[str, ...] = ()
    replace: bool = False
    changed: dict[Path, str] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def story(self, name: str) -> StoryFile:
        """Return the story's file, or a new one if the folder has none."""
        return self.stories.get(name) or story_file(self.rows[name])

    def path(self, name: str) -> Path:
        """Return the path of the story's file."""
        return self.folder / "stories" / f"{name}.yaml"


def merge(work: Merge, answers: Sequence[Answer]) -> None:
    """Add to `work` the files that the answers change, and what a person should know. Raise `InputError` with all faults."""
    for name, found in sorted(by_story(answers, work.tasks).items()):
        kind = work.tasks[found[0].task].kind
        try:
            if kind in ("entities", "review-entities"):
                _spans(work, name, found[0])
            elif kind in ("facts", "review-facts"):
                _matches(work, name, found)
            elif kind == "summary":
                _summary(work, name, found[0])
            elif kind == "fact-list":
                _fact_list(work, name, found[0])
            elif kind == "review-summary":
                _verdict(work, name, found[0])
        except InputError as error:
            work.problems += error.problems
    if work.problems:
        raise InputError(work.problems)


def _about(work: Merge, answer: Answer, seconds: int | None = None) -> Work:
    is_review = bool(work.layers)
    return Work(
        work.person, "person", work.tool, answer.sha256, answer.date,
        answer.seconds if seconds is None else seconds,
        answer.started_from, "yes" if answer.unchanged else None, work.layers, work.person if is_review else None,
    )  # fmt: skip


def _layer(work: Merge, kind: str, name: str, layer: EntityLayer | MatchLayer) -> None:
    """Add a layer. Raise `InputError` if the file belongs to another annotator, or holds other work of this one."""
    own = layer_name(kind, f"review-{work.person}" if work.layers else work.person)
    path = work.folder / "raw" / own / f"{name}.yaml"
    if path.exists():
        there = decode(load_yaml(path), type(layer), str(path))
        if there.work is None or there.work.annotator != work.person:
            raise fail(str(path), "is the layer of another annotator", "choose another --annotator")
        if there != layer and not work.replace:
            raise fail(str(path), "holds earlier work by this annotator", "pass --replace to replace it")
    work.changed[path] = dump(layer)
    if name not in work.stories:
        work.changed[work.path(name)] = dump(work.story(name))


def _spans(work: Merge, name: str, answer: Answer) -> None:
    labels = entities_of(answer.spans)
    _layer(work, "entities", name, EntityLayer(name, labels, answer.spans, _about(work, answer)))
    story = work.story(name)
    if work.layers and not story.entities and not story.suggestions:
        what = "had no entities, and has those of the review now, one per text"
        work.notes.append(Problem(name, what, "put all forms of one entity together in the file"))
        _story(work, replace(story, entities=labels))


def _matches(work: Merge, name: str, answers: Sequence[Answer]) -> None:
    """Add a layer of fact answers if the answers cover all abstracts of the story, else a note."""
    wanted = {task.id: task for task in work.tasks.values() if task.story == name}
    done = {answer.task: answer for answer in answers}
    if missing := sorted(wanted.keys() - done.keys()):
        what = f"is left out: {len(missing)} of {len(wanted)} abstracts are not judged"
        work.notes.append(Problem(name, what, "judge the rest, and import again"))
        return
    items = next(iter(wanted.values())).items
    matches = tuple(
        FactMatch(
            item.name,
            tuple(str(task.writer) for key, task in wanted.items() if done[key].values.get(item.name) == "yes"),
        )
        for item in items
    )
    times = [answer.seconds for answer in answers]
    total = sum(time for time in times if time is not None) if None not in times else None
    last = max(answers, key=lambda answer: answer.date or "")
    _layer(work, "facts", name, MatchLayer(name, matches, _about(work, last, total)))
    _state(work, name, matches)


def _state(work: Merge, name: str, matches: Sequence[FactMatch]) -> None:
    """Add the answers to the facts of the story, for writers whose abstracts nobody has judged. Other answers stay a layer only."""
    story = work.story(name)
    judged = {writer for fact in story.facts for writer in fact.stated_by}
    new = {match.fact: set(match.stated_by) - judged for match in matches}
    if fresh := sorted({writer for writers in new.values() for writer in writers}):
        order = [one.annotator for one in story.references]
        facts = [
            replace(fact, stated_by=tuple(one for one in order if one in {*fact.stated_by, *new[fact.id]}))
            for fact in story.facts
        ]
        what = f"stated_by now has the answers about {', '.join(fresh)}, whose abstract nobody had judged"
        work.notes.append(Problem(name, what))
        _story(work, replace(story, facts=tuple(facts)))


def _summary(work: Merge, name: str, answer: Answer) -> None:
    """Add the person's summaries to the story, in place of the person's own earlier ones."""
    story = work.story(name)
    texts = {kind: answer.values[kind] for kind in SUMMARY_KINDS}
    texts["headline"], texts["brief"] = (" ".join(texts[kind].split()) for kind in ("headline", "brief"))
    texts["abstract"] = "".join(f"{line.strip()}\n" for line in texts["abstract"].split("\n") if line.strip())
    made = ReferenceSet(work.person, **texts, written=answer.date)
    there = {one.annotator: one for one in story.references}
    before = there.get(work.person)
    if before is not None and before != made and not work.replace:
        where = str(work.path(name))
        raise fail(where, "has earlier summaries by this annotator", "pass --replace to replace them")
    if before is None or (before.headline, before.brief, before.abstract) != tuple(texts.values()):
        there[work.person] = made
    _story(work, replace(story, references=tuple(there.values())))


def _fact_list(work: Merge, name: str, answer: Answer) -> None:
    story = work.story(name)
    if story.facts:
        raise fail(str(work.path(name)), "has facts already", "edit them in the file")
    lines = [line.strip() for line in answer.values["facts"].split("\n") if line.strip()]
    facts = tuple(FactLabel(f"f{number}", line) for number, line in enumerate(dict.fromkeys(lines), 1))
    _story(work, replace(story, facts=facts))


def _verdict(work: Merge, name: str, answer: Answer) -> None:
    """Sign the summaries of a writer, or take the signature of this reviewer away."""
    story, writer = work.story(name), work.layers[0]
    if writer == work.person:
        raise fail(answer.where, "is a review of one's own summaries", "have another person review them")
    approved = answer.values["verdict"] == "approve"
    if not approved:
        work.notes.append(Problem(name, f"{work.person} rejects the summaries of {writer}", "revise them"))
    references = []
    for one in story.references:
        if one.annotator == writer and (approved or one.reviewed_by == work.person):
            one = replace(one, reviewed_by=work.person if approved else None)
        references.append(one)
    _story(work, replace(story, references=tuple(references)))


def _story(work: Merge, story: StoryFile) -> None:
    work.changed[work.path(story.id)] = dump(story)


def registered(
    known: Mapping[str, Annotator], person: str, name: str | None, guidelines: str | None
) -> Annotator | None:
    """Return the annotator to add, or None if the person is registered. Raise `InputError` if neither is possible."""
    if not ID_PATTERN.fullmatch(person) or person == "labels" or len(person) > 60:
        raise fail(f"--annotator {person}", "is not an id", "use lowercase letters, digits and hyphens")
    there = known.get(person)
    if there is None:
        if not name or not name.strip() or not guidelines:
            raise fail(f"--annotator {person}", "is not in annotators.yaml", "add --name NAME and --guidelines VERSION")
        return Annotator(person, name.strip(), "person", guidelines, None)
    if there.author_kind != "person":
        raise fail(f"--annotator {person}", f"is a {there.author_kind}, not a person", "use an id of your own")
    if (name or there.name) != there.name or (guidelines or there.guidelines) != there.guidelines:
        raise fail(f"--annotator {person}", "has other details in annotators.yaml", "leave out --name and --guidelines")
    return None


def ratings_table(
    answers: Sequence[Answer],
    tasks: Mapping[str, Task],
    systems: Mapping[str, Sequence[str]],
    scales: Sequence[str],
    rater: str,
) -> str:
    """Return ratings as CSV, one row per summary, in the columns that `meta-evaluate --ratings` reads and one per scale."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["story", "document", "system", "summary", "rater", *scales])
    for answer in answers:
        task = tasks[answer.task]
        for (name, text), system in zip(task.shown, systems[task.id], strict=True):
            ratings = [answer.values[f"{name}/{scale}"] for scale in scales]
            writer.writerow([task.story, task.text, system, text, rater, *ratings])
    return out.getvalue()
