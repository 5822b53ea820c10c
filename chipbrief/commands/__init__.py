"""The subcommands, a module each: `HELP`, `DESCRIPTION`, `EXAMPLES`, `add_arguments(parser)` and `run(args) -> int`.

What takes time to load is imported inside `run`, so that `--help` answers at once.
"""

from chipbrief.commands import check, clean, compare, leaderboard, score, submit

COMMANDS = {
    "clean": clean,
    "check": check,
    "score": score,
    "compare": compare,
    "submit": submit,
    "leaderboard": leaderboard,
}
"""In the order of `chipbrief --help`."""
