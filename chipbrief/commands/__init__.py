"""The command `chipbrief`: one module per subcommand.

Each module defines `HELP`, `DESCRIPTION`, `EXAMPLES`, `add_arguments(parser)` and `run(args) -> int`. Modules that are slow
to import are imported inside `run`, so that `--help` answers at once.
"""

from chipbrief.commands import check, clean, compare, leaderboard, meta_evaluate, score, submit

COMMANDS = {
    "clean": clean,
    "check": check,
    "score": score,
    "compare": compare,
    "meta-evaluate": meta_evaluate,
    "submit": submit,
    "leaderboard": leaderboard,
}
"""Modules of the subcommands by name, in the order of `chipbrief --help`."""
