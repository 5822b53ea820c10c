"""Shared by the subcommands `score` and `compare`: the choice of measures, and the models that decide for some of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from textwrap import fill
from typing import TYPE_CHECKING

from chipbrief.commands.asking import Asker
from chipbrief.problems import Problem, fail

if TYPE_CHECKING:
    from chipbrief.metrics.entailment import Judge
    from chipbrief.metrics.facts import Ask as FactAsk
    from chipbrief.metrics.facts.llm import Ask
    from chipbrief.scoring.setting import Setting

LLM = "llm"
"""Value of `--entailment` for the language model of `--model`."""
WIDTH = 96
"""Maximum length of a line of the help, in characters."""


class _Choice(argparse._ArgumentGroup):
    """A group whose description comes from the table of measures. The table is loaded only if the help is printed."""

    tested = False

    @property
    def description(self) -> str:
        """The names of the measures."""
        return names(self.tested)

    @description.setter
    def description(self, _: str | None) -> None:
        """Ignore the value that `argparse` sets."""


def names(tested: bool) -> str:
    """Return the names of all measures as the help lists them. `tested` tells which are the default of `compare`."""
    from chipbrief.scoring.measures import TABLE

    on = [one for one in TABLE if one.default]
    shown = [one.name for one in on if any(column.tested if tested else column.heading for column in one.columns)]
    others = ", ".join(one.name for one in on if one.name not in shown)
    extras = "\n".join(f"  {one.name} (pip install 'chipbrief[{one.extra}]')" for one in TABLE if not one.default)
    parts = (
        f"Measures by default: {', '.join(shown)}.",
        f"Others: {others}.",
        "A name stands for what the default table shows of the measure, so rouge2 is rouge2_fmeasure. You can also use the "
        "names that `chipbrief score --json` prints.",
    )
    return "\n".join([*(fill(part, WIDTH) for part in parts), "Computed only if you name them:", extras])


def add_choice(parser: argparse.ArgumentParser, what: str, *options: str, tested: bool = False) -> None:
    """Add the choice of measures under the names `options`, and the options of measures that need a model."""
    group = _Choice(parser, "choice of measures")
    group.tested = tested
    parser._action_groups.append(group)
    group.add_argument(
        *options, dest="measures", action="append", metavar="NAME,NAME", help=f"{what}, separated by commas"
    )
    group.add_argument(
        "--entailment", metavar="MODEL",
        help="model of sentence_support: a folder with an entailment checkpoint, NAME@COMMIT on the Hub, or llm for the "
        "language model in --model",
    )  # fmt: skip
    parser.set_defaults(measures_option=options[0])


def columns_of(args: argparse.Namespace) -> tuple[str, ...]:
    """Return the names of the chosen columns, or none for the default. Raise `InputError` if a name is unknown."""
    from chipbrief.scoring.measures import chosen

    return chosen(args.measures, args.measures_option) if args.measures else ()


def entailment_of(args: argparse.Namespace, measures: tuple[str, ...]) -> tuple[str | None, list[Problem]]:
    """Return the model of `sentence_support` as the setting states it, and what is wrong with the options."""
    from chipbrief.metrics.entailment import identity

    wanted = "sentence_support" in measures
    if args.entailment is None:
        remedy = "add --entailment MODEL"
        return None, [Problem("sentence_support", "needs a model", remedy)] if wanted else []
    if not wanted:
        remedy = f"add {args.measures_option} sentence_support, or leave out --entailment"
        return None, [Problem("--entailment", "is used only by sentence_support", remedy)]
    if args.entailment != LLM:
        return identity(args.entailment), []
    if args.model is None:
        return None, [Problem("--entailment llm", "needs a language model", "add --model NAME")]
    return f"{LLM},{args.model}", []


def check_signed(columns: tuple[str, ...], setting: Setting, option: str) -> None:
    """Raise `InputError` if a chosen measure is off in the setting of a signature."""
    from chipbrief.scoring.measures import switched_on

    if missing := [name for name in switched_on(columns) if name not in setting.measures]:
        what = f"does not state {' and '.join(missing)}"
        raise fail("--signature", what, f"leave out --signature, or choose other measures with {option}")


def judge_of(args: argparse.Namespace, setting: Setting, ask: Callable[[str], Ask]) -> Judge | None:
    """Return the judge of `sentence_support`, or None if it is off. `ask` makes a function that asks a language model.

    Raise `InputError` if the model cannot be loaded, or is not the one that the setting states.
    """
    if "sentence_support" not in setting.measures or setting.entailment is None:
        return None
    from chipbrief.metrics.sentence_support import asking

    kind, _, model = setting.entailment.partition(",")
    if kind == LLM:
        return asking(ask(model))
    return checkpoint("--entailment", args.entailment or setting.entailment, setting.entailment)


def matcher_asks(args: argparse.Namespace, setting: Setting) -> FactAsk | None:
    """Return what the matcher of facts asks: a language model, an entailment model, or None for `lexical`.

    Raise `InputError` if the model cannot be loaded, or is not the one that the setting states.
    """
    if setting.model is None:
        return None
    if setting.matcher == LLM:
        return Asker(args, setting.model)
    return checkpoint("--model", args.model or setting.model, setting.model)


def checkpoint(option: str, name: str, stated: str) -> Judge:
    """Load the entailment model `name`. Raise `InputError` if its identity is not the `stated` one."""
    from chipbrief.metrics.entailment import identity, load

    if identity(name) != stated:
        what = f"is {identity(name)}, but the signature says {stated}"
        raise fail(f"{option} {name}", what, "name the folder of that model, or leave out --signature")
    return load(name)
