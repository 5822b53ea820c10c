"""What a score depends on besides the outputs, and the one line that says it: the signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal, get_args

from chipbrief import __version__
from chipbrief.metrics import bootstrap, entities, facts
from chipbrief.metrics.rouge import unicode_tokenizer
from chipbrief.metrics.rouge.settings import ROUGE_SCORE_VERSION, Compatibility, Multi, Stemmer, Tokenizer
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import AUTHOR_KINDS, REFERENCE_KINDS, AuthorKind, Reference, ReferenceKind, Story

SEPARATOR = "|"
Matcher = Literal["lexical", "llm"]
ROUGE_VERSIONS: Mapping[str, str] = {"rouge_score": f"rouge_score-{ROUGE_SCORE_VERSION}", "rouge155": "1.5.5"}
TOKENIZER_VERSIONS: Mapping[str, str] = {"ascii": "ascii", "unicode": f"unicode-{unicode_tokenizer.VERSION}"}


@dataclass(frozen=True, slots=True)
class Setting:
    """The choices of whoever scores. The defaults are those of the benchmark.

    `matcher` decides which facts a summary states; `model` is the language model that the matcher `llm` asks.
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
    resamples: int = bootstrap.RESAMPLES
    seed: int = bootstrap.SEED


def _sentences(setting: Setting) -> str:
    # The original script is given a sentence a line and splits nothing.
    return "newline" if setting.compatibility == "rouge155" else f"newline-or-sentencex-{version('sentencex')}"


def references_of(story: Story, setting: Setting) -> list[Reference]:
    """The references that the setting scores against. A story without any is left out of the means that need one."""
    return [
        reference
        for reference in story.references
        if reference.kind == setting.kind and setting.author_kind in (None, reference.author_kind)
    ]


def signature(stories: Sequence[Story], setting: Setting, data: str) -> str:
    """One line that says how a score was made; `data` names the dataset's version and digest (`0.1.0@1c2d3159748f`)."""
    counts = {len(references_of(story, setting)) for story in stories} - {0}
    number = "0" if not counts else f"{min(counts)}" if len(counts) == 1 else f"{min(counts)}-{max(counts)}"
    kinds = sorted({reference.author_kind for story in stories for reference in references_of(story, setting)})
    parts = {
        "chipbrief": __version__,
        "data": data,
        "config": setting.config,
        "split": setting.split,
        "kind": setting.kind,
        "refs": f"{number},{'+'.join(kinds)},{setting.multi}",
        "rouge": ROUGE_VERSIONS[setting.compatibility],
        "stem": setting.stemmer or "none",
        "tok": TOKENIZER_VERSIONS[setting.tokenizer],
        "sent": _sentences(setting),
        "entities": f"rules-{entities.VERSION}",
        "facts": facts.signature(setting.matcher) + (f",{setting.model}" if setting.model else ""),
        "ci": f"bootstrap-{setting.resamples}",
        "seed": str(setting.seed),
    }
    return SEPARATOR.join(f"{name}:{value}" for name, value in parts.items())


def parse_signature(line: str) -> dict[str, str]:
    """The parts of a signature by name. Raises `InputError` where it is none."""
    pairs = [part.partition(":") for part in line.strip().strip("`").split(SEPARATOR)]
    if len({name for name, _, _ in pairs}) < len(pairs) or not all(name and value for name, _, value in pairs):
        raise fail("--signature", "is not a signature", "give the whole line below a table, in quotes")
    return {name: value for name, _, value in pairs}


def setting_of(line: str) -> Setting:
    """The setting that a signature states. Raises `InputError` with every part that this version cannot repeat.

    Whether the data and the versions are the same can be told only when the stories are loaded: `differences`.
    """
    parts = parse_signature(line)
    problems: list[Problem] = []
    chosen: dict[str, Any] = {}
    for name, (field, read) in _READERS.items():
        try:
            chosen[field] = read(parts[name])
        except KeyError:
            problems.append(Problem("--signature", f"has no part {name!r}", "give the whole line"))
        except ValueError as error:
            problems.append(Problem("--signature", f"{name}:{parts[name]} cannot be repeated", str(error)))
    if chosen.get("compatibility") == "rouge155" and chosen.get("tokenizer") == "unicode":
        problems.append(Problem("--signature", "tok: the unicode tokenizer is not that of ROUGE-1.5.5", "correct it"))
    if problems:
        raise InputError(problems)
    _, kinds, multi = chosen.pop("refs")
    matcher, model = chosen.pop("facts")
    author_kind = kinds[0] if len(kinds) == 1 else None
    return Setting(**chosen, author_kind=author_kind, multi=multi, matcher=matcher, model=model)


def differences(stated: str, made: str) -> list[Problem]:
    """What of a stated signature the one `made` here does not repeat, a problem a part."""
    old, new = parse_signature(stated), parse_signature(made)
    return [
        Problem("--signature", f"{name}: {old.get(name, 'nothing')} is stated, {new.get(name, 'nothing')} is here", _cure(name, old))
        for name in dict.fromkeys((*new, *old))
        if old.get(name) != new.get(name)
    ]  # fmt: skip


_CURE: Mapping[str, str] = {
    "chipbrief": "install that version of chipbrief",
    "data": "get that version of the dataset (--data)",
    "refs": "the references of this data are others",
    "sent": "install that version of sentencex",
    "entities": "install the version of chipbrief that has these rules",
    "facts": "install the version of chipbrief that has this matcher",
    "ci": "write the number without zeros before it",
    "seed": "write the number without zeros before it",
    "test": "it is the signature of a comparison: give it to chipbrief compare",
    "holm": "it is the signature of a comparison: give it to chipbrief compare",
    "against": "it is the signature of a comparison: give it to chipbrief compare",
}


def _cure(name: str, old: Mapping[str, str]) -> str:
    if name not in old:
        return "give the whole line"
    return _CURE.get(name, "install the version of chipbrief that wrote the signature")


def _one_of(names: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in names:
            raise ValueError(f"there are {', '.join(names)}")
        return text

    return read


def _named(versions: Mapping[str, str]) -> Callable[[str], str]:
    names = {stated: name for name, stated in versions.items()}

    def read(text: str) -> str:
        if text not in names:
            raise ValueError(f"this version has {', '.join(names)}")
        return names[text]

    return read


def _references(text: str) -> tuple[str, list[str], str]:
    number, _, rest = text.partition(",")
    kinds, _, multi = rest.partition(",")
    found = kinds.split("+")
    if multi not in get_args(Multi) or not set(found) <= set(AUTHOR_KINDS):
        raise ValueError(f"write it as 3,model,max: number, {' or '.join(AUTHOR_KINDS)}, max or mean")
    return number, found, multi


def _matcher(text: str) -> tuple[str, str | None]:
    stated, _, model = text.partition(",")
    for name in facts.MATCHERS:
        if stated == facts.signature(name) and bool(model) == (name == "llm"):
            return name, model or None
    raise ValueError(f"this version has {', '.join(map(facts.signature, facts.MATCHERS))}")


def _number_after(prefix: str, least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        digits = text.removeprefix(prefix)
        if (
            not text.startswith(prefix)
            or not (digits.isascii() and digits.isdigit())
            or not least <= int(digits[:18]) <= LARGEST
        ):
            raise ValueError(f"a number from {least} to {LARGEST:,} belongs behind {prefix!r}")
        return int(digits)

    return read


LARGEST = 10_000_000
"""Of the resamples and the seed: more take hours and say nothing more."""

_READERS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "config": ("config", _one_of(("open", "multi", "source", "gum"))),
    "split": ("split", _one_of(("test", "validation"))),
    "kind": ("kind", _one_of(REFERENCE_KINDS)),
    "refs": ("refs", _references),
    "rouge": ("compatibility", _named(ROUGE_VERSIONS)),
    "stem": ("stemmer", lambda text: None if _one_of(("porter", "none"))(text) == "none" else text),
    "tok": ("tokenizer", _named(TOKENIZER_VERSIONS)),
    "facts": ("facts", _matcher),
    "ci": ("resamples", _number_after("bootstrap-", 1)),
    "seed": ("seed", _number_after("", 0)),
}
