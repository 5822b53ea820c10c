"""The command `chipbrief`: one module per subcommand.

Each module defines `HELP`, `DESCRIPTION`, `EXAMPLES`, `add_arguments(parser)` and `run(args) -> int`. Modules that are slow
to import are imported inside `run`, so that `--help` answers at once.
"""

from chipbrief.commands import (
    annotate,
    baselines,
    build,
    check,
    clean,
    compare,
    init,
    leaderboard,
    meta_evaluate,
    score,
    submit,
)

COMMANDS = {
    "score": score,
    "compare": compare,
    "meta-evaluate": meta_evaluate,
    "init": init,
    "check": check,
    "annotate": annotate,
    "build": build,
    "baselines": baselines,
    "submit": submit,
    "leaderboard": leaderboard,
    "clean": clean,
}
"""Modules of the subcommands by name, in the order of `chipbrief --help`."""
