"""The setting of a score, and its signature: one line of `name:value` parts that records how the score was made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal, get_args

from chipbrief import __version__
from chipbrief.language import dressing, sentence_ends
from chipbrief.metrics import bootstrap, entities, facts, sentence_support
from chipbrief.metrics.rouge import unicode_tokenizer
from chipbrief.metrics.rouge.settings import ROUGE_SCORE_VERSION, Compatibility, Multi, Stemmer, Tokenizer
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import AUTHOR_KINDS, REFERENCE_KINDS, AuthorKind, Reference, ReferenceKind, Story
from chipbrief.scoring.intervals import MAX_NUMBER as MAX_NUMBER
from chipbrief.scoring.intervals import Interval, clusters_of, interval_of, interval_part, number_after
from chipbrief.scoring.measures import TABLE

SEPARATOR = "|"
"""Separator between the parts of a signature."""
Matcher = Literal["lexical", "llm", "neural"]
ROUGE_VERSIONS: Mapping[str, str] = {"rouge_score": f"rouge_score-{ROUGE_SCORE_VERSION}", "rouge155": "1.5.5"}
"""Value of the part `rouge` for each compatibility."""
_UNDRESS = f"rules-{dressing.VERSION}"
"""Value of the part `undress`. Only signatures of scores with `--undress` have it."""
_ENDS = f"ends-{sentence_ends.VERSION}"
TOKENIZER_VERSIONS: Mapping[str, str] = {"ascii": "ascii", "unicode": f"unicode-{unicode_tokenizer.VERSION}"}
"""Value of the part `tok` for each tokenizer."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The options of a score. The defaults are those of the benchmark.

    `author_kind` limits the references to one kind of author (None: all). `multi` combines the ROUGE scores of several
    references. `matcher` decides which facts a summary states, and `model` is the language model of the matcher
    `llm` or the entailment model of the matcher `neural`.
    `undress` removes from all texts, also for ROUGE, what generators put around sentences. `measures` names the measures
    that are on besides the default ones, and `entailment` the model of `sentence_support` (`llm,NAME` or a checkpoint).
    `interval` is `poisson` for scores that are streamed (`chipbrief.scoring.stream`).
    """

    config: str = "open"
    split: str = "test"
    kind: ReferenceKind = "abstract"
    author_kind: AuthorKind | None = None
    multi: Multi = "max"
    compatibility: Compatibility = "rouge_score"
    stemmer: Stemmer | None = "porter"
    tokenizer: Tokenizer = "ascii"
    matcher: Matcher = "lexical"
    model: str | None = None
    undress: bool = False
    measures: tuple[str, ...] = ()
    entailment: str | None = None
    resamples: int = bootstrap.RESAMPLES
    seed: int = bootstrap.SEED
    interval: Interval = "bootstrap"


def _sentences(setting: Setting) -> str:
    # ROUGE-1.5.5 expects one sentence per line and does not split text.
    return "newline" if setting.compatibility == "rouge155" else f"newline-or-sentencex-{version('sentencex')},{_ENDS}"


def references_of(story: Story, setting: Setting) -> list[Reference]:
    """Return the references of `story` that have the kind and author kind of `setting`. The list may be empty."""
    return [
        reference
        for reference in story.references
        if reference.kind == setting.kind and setting.author_kind in (None, reference.author_kind)
    ]


def signature(stories: Sequence[Story], setting: Setting, data: str) -> str:
    """Return the signature of a score on `stories`.

    `data` is the version and digest of the dataset (`0.1.0@1c2d3159748f`, see `corpora.store.data_label`).
    """
    counts = {len(references_of(story, setting)) for story in stories} - {0}
    number = "0" if not counts else f"{min(counts)}" if len(counts) == 1 else f"{min(counts)}-{max(counts)}"
    kinds = sorted({reference.author_kind for story in stories for reference in references_of(story, setting)})
    parts = {
        "chipbrief": __version__,
        "data": data,
        "config": setting.config,
        "split": setting.split,
        "kind": setting.kind,
        "refs": f"{number},{'+'.join(kinds) or 'none'},{setting.multi}",
        "rouge": ROUGE_VERSIONS[setting.compatibility],
        "stem": setting.stemmer or "none",
        "tok": TOKENIZER_VERSIONS[setting.tokenizer],
        "sent": _sentences(setting),
        **({"undress": _UNDRESS} if setting.undress else {}),
        "entities": f"rules-{entities.VERSION}{'' if any(story.entities for story in stories) else ',unlabelled'}",
        "facts": facts.signature(setting.matcher) + (f",{setting.model}" if setting.model else ""),
        **{one.name: one.signature(setting) for one in TABLE if one.name in setting.measures and one.signature},
        "ci": interval_part(setting.interval, setting.resamples, clustered=bool(clusters_of(stories))),
        "seed": str(setting.seed),
    }
    return SEPARATOR.join(f"{name}:{value}" for name, value in parts.items())


def parse_signature(line: str) -> dict[str, str]:
    """Return the parts of a signature by name. Raises `InputError` if `line` is not a signature."""
    pairs = [part.partition(":") for part in line.strip().strip("`").split(SEPARATOR)]
    if len({name for name, _, _ in pairs}) < len(pairs) or not all(name and value for name, _, value in pairs):
        raise fail("--signature", "is not a signature", "copy the whole last line of a table, in quotes")
    return {name: value for name, _, value in pairs}


def setting_of(line: str) -> Setting:
    """Return the setting of a signature.

    Raises `InputError` with every part that this version cannot repeat. The data and the other versions can be compared
    only when the stories are loaded: see `differences`.
    """
    parts = parse_signature(line)
    problems: list[Problem] = []
    chosen: dict[str, Any] = {}
    for name, (field, read) in _READERS.items():
        if name in _OPTIONAL and name not in parts:
            continue
        try:
            chosen[field] = read(parts[name])
        except KeyError:
            problems.append(Problem("--signature", f"has no part {name!r}", "copy the whole line"))
        except ValueError as error:
            problems.append(Problem("--signature", f"{name}:{parts[name]} cannot be repeated", str(error)))
    if chosen.get("compatibility") == "rouge155" and chosen.get("tokenizer") == "unicode":
        problems.append(Problem("--signature", "tok: ROUGE-1.5.5 has no unicode tokenizer", "use tok:ascii"))
    if problems:
        raise InputError(problems)
    chosen["measures"] = tuple(one.name for one in TABLE if not one.default and one.name in parts)
    _, kinds, multi = chosen.pop("refs")
    matcher, model = chosen.pop("facts")
    author_kind = kinds[0] if len(kinds) == 1 else None
    chosen["interval"], chosen["resamples"] = chosen.pop("ci")
    return Setting(**chosen, author_kind=author_kind, multi=multi, matcher=matcher, model=model)


def differences(stated: str, made: str) -> list[Problem]:
    """Return one problem for each part in which the signature `made` here differs from the `stated` one."""
    old, new = parse_signature(stated), parse_signature(made)
    return [
        Problem(
            "--signature",
            f"{name}: the signature says {old.get(name, 'nothing')}, but this run has {new.get(name, 'nothing')}",
            _remedy(name, old),
        )
        for name in dict.fromkeys((*new, *old))
        if old.get(name) != new.get(name)
    ]


_REMEDIES: Mapping[str, str] = {
    "chipbrief": "install that version of chipbrief",
    "data": "get that version of the dataset and name its folder with --data",
    "refs": "use data that has these references",
    "sent": "install the versions of sentencex and chipbrief that split sentences like this",
    "entities": "install the version of chipbrief that has these rules",
    "facts": "install the version of chipbrief that has this matcher",
    "chrf": "install that version of sacrebleu",
    **dict.fromkeys(("ci", "seed"), "write the number without leading zeros"),
    **dict.fromkeys(("test", "holm", "against"), "use it with chipbrief compare: it is the signature of a comparison"),
}
"""Remedy for a difference in each part of a signature."""


def _remedy(name: str, old: Mapping[str, str]) -> str:
    if name not in old:
        return "copy the whole line"
    return _REMEDIES.get(name, "install the version of chipbrief that wrote the signature")


def _one_of(names: Sequence[str]) -> Callable[[str], str]:
    """Return a function that accepts one of `names`. It raises `ValueError`, whose message is a remedy, as all readers do."""

    def read(text: str) -> str:
        if text not in names:
            raise ValueError(f"use one of {', '.join(names)}")
        return text

    return read


def _name_of_version(versions: Mapping[str, str]) -> Callable[[str], str]:
    """Return a function that maps a value of `versions` back to its key."""
    names = {stated: name for name, stated in versions.items()}

    def read(text: str) -> str:
        if text not in names:
            raise ValueError(f"this version supports only {', '.join(names)}")
        return names[text]

    return read


def _references(text: str) -> tuple[str, list[str], str]:
    """Return the number of references, the kinds of their authors, and `multi`."""
    number, _, rest = text.partition(",")
    kinds, _, multi = rest.partition(",")
    found = [*map(str, AUTHOR_KINDS)] if (number, kinds) == ("0", "none") else kinds.split("+")
    if multi not in get_args(Multi) or not set(found) <= set(AUTHOR_KINDS):
        raise ValueError(f"write it as 3,model,max: number, kind of author ({' or '.join(AUTHOR_KINDS)}), max or mean")
    return number, found, multi


def _matcher(text: str) -> tuple[str, str | None]:
    """Return the matcher and its model, if it has one."""
    stated, _, model = text.partition(",")
    for name in facts.MATCHERS:
        if stated == facts.signature(name) and bool(model) == (name != "lexical"):
            return name, model or None
    raise ValueError(f"this version supports only {', '.join(map(facts.signature, facts.MATCHERS))}")


_READERS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "config": ("config", str),
    "split": ("split", str),
    "kind": ("kind", _one_of(REFERENCE_KINDS)),
    "refs": ("refs", _references),
    "rouge": ("compatibility", _name_of_version(ROUGE_VERSIONS)),
    "stem": ("stemmer", lambda text: None if _one_of(("porter", "none"))(text) == "none" else text),
    "tok": ("tokenizer", _name_of_version(TOKENIZER_VERSIONS)),
    "undress": ("undress", lambda text: bool(_one_of((_UNDRESS,))(text))),
    "facts": ("facts", _matcher),
    "sentence_support": ("entailment", sentence_support.model_of),
    "ci": ("ci", interval_of),
    "seed": ("seed", number_after("", 0)),
}
"""For each part of a signature that states an option: the field of `Setting`, and the function that reads its value."""
_OPTIONAL = frozenset(("undress", "sentence_support"))
"""Parts that a signature has only if the option is on."""
