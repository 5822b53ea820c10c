"""What a streamed run of `chipbrief score --out` reads, and how it is scored."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from chipbrief.commands.corpus import corpus_of, has_own_corpus
from chipbrief.commands.scoring import on_corpus
from chipbrief.commands.setting import setting_from
from chipbrief.problems import InputError, Problem, fail

if TYPE_CHECKING:
    from chipbrief.corpora.corpus import Corpus
    from chipbrief.scoring.setting import Setting
    from chipbrief.submissions.streams import Stream


@dataclass(frozen=True, slots=True)
class Plan:
    """A streamed run: what is read, and how it is scored."""

    stream: Stream
    setting: Setting
    corpus: Corpus | None
    name: str


def check_options(args: argparse.Namespace) -> None:
    """Raise `InputError` with all options that a streamed run does not take."""
    problems = [
        Problem(f"--{name}", f"{value} is below 1", "choose another number")
        for name in ("workers", "batch")
        if (value := getattr(args, name)) is not None and value < 1
    ]
    if len(args.predictions) != 1:
        problems.append(Problem("--out", "needs one table of summaries", "score each table into a folder of its own"))
    if any(str(file) == "-" for file in args.predictions):
        problems.append(Problem("standard input", "cannot be read twice", "save it to a file"))
    problems += _engine_problems(args)
    problems += [
        Problem(f"--{name}", "cannot be combined with --out", "leave one of them out")
        for name in ("report", "by", "verify")
        if getattr(args, name)
    ]
    if not has_own_corpus(args):
        options = ", ".join(
            f"--{name.replace('_', '-')}" for name in ("title", "fact_file", "entity_file") if getattr(args, name)
        )
        if options:
            problems.append(Problem(options, "needs a corpus of your own", "add --corpus SOURCE"))
    if problems:
        raise InputError(problems)


def _engine_problems(args: argparse.Namespace) -> list[Problem]:
    from chipbrief.submissions.spans import is_parquet

    if args.engine != "ray":
        return [Problem("--address", "is used only with --engine ray", "add it")] if args.address else []
    found = [Problem("--workers", "is decided by the cluster", "leave it out")] if args.workers else []
    others = [str(file) for file in args.predictions if not is_parquet(str(file))]
    if find_spec("ray") is None:
        found.append(Problem("--engine ray", "needs Ray", "pip install 'chipbrief[ray]'"))
    remedy = "write the table as one Parquet file, whose parts can be read on their own"
    return found + [Problem(name, "is not a Parquet file, which --engine ray needs", remedy) for name in others]


def plan_of(args: argparse.Namespace) -> Plan:
    """Return the plan of a command line. Raise `InputError` if options contradict each other, or the corpus has faults."""
    from chipbrief.scoring.stream.state import RESAMPLES
    from chipbrief.submissions.streams import Stream

    asked = setting_from(args)
    if args.signature is None:
        asked = replace(asked, interval="poisson", resamples=args.resamples or RESAMPLES)
    elif asked.interval != "poisson":
        raise fail(
            "--signature", "states an ordinary bootstrap", "leave out --out, or use a signature with ci:poisson-…"
        )
    file = args.predictions[0]
    source = str(file)
    name = source.rpartition("/")[2].partition(".")[0] or "summaries"
    if has_own_corpus(args) and args.corpus is None:
        return Plan(*_of_rows(args, source, asked), None, name)
    corpus = corpus_of(args, asked.config, asked.split)
    if corpus.id_column is None:
        raise fail(source, "needs the ids of the stories, but the corpus has none", "name its column with --id NAME")
    stream = Stream(
        source,
        (file.summary,) if file.summary else tuple(args.summary or ["summary"]),
        file.id or args.id or "id",
        [story.id for story in corpus.stories],
        elsewhere=corpus.elsewhere,
        repeated=args.repeated,
        split=args.split or "test",
    )
    return Plan(stream, on_corpus(corpus, asked, args), corpus, name)


def _of_rows(args: argparse.Namespace, source: str, asked: Setting) -> tuple[Stream, Setting]:
    """Return the stream of a table whose rows hold their stories, and the setting."""
    from chipbrief.corpora.columns import Columns, named_columns
    from chipbrief.corpora.corpus import WHOLE, name_of
    from chipbrief.submissions.hints import likely_name
    from chipbrief.submissions.streams import Stream, column_names
    from chipbrief.submissions.submission import Columns as SummaryColumns

    if given := [
        f"--{name.replace('_', '-')}" for name in ("fact_file", "entity_file", "config", "data") if getattr(args, name)
    ]:
        raise fail(
            ", ".join(given),
            "cannot be combined with rows that hold their stories",
            "pass the stories with --corpus SOURCE",
        )
    names = column_names(source, args.split or "test")
    story = named_columns(names, Columns(args.id, args.document, args.title, tuple(args.reference or ())), source)
    summaries = tuple(args.summary or ())
    if not summaries:
        taken = {story.id, story.document, story.title, *story.references}
        found = likely_name("summary", [one for one in names if one not in taken], SummaryColumns())
        if found is None:
            raise fail(source, "has no column of summaries that can be told by its name", "add --summary NAME")
        print(f"note: {source}: the summaries are taken from the column {found!a}", file=sys.stderr)
        summaries = (found,)
    stream = Stream(source, summaries, story.id, None, story, repeated=args.repeated, split=args.split or "test")
    setting = replace(asked, config=name_of(Path(source)), split=args.split or WHOLE)
    return stream, setting if args.signature else replace(setting, kind=args.kind or "abstract")
