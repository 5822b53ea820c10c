"""The command `chipbrief`: one file per subcommand.

Each module defines `HELP`, `DESCRIPTION`, `EXAMPLES`, `add_arguments(parser)` and `run(args) -> int`. Modules that take
long to load are imported inside `run`, so that `--help` answers at once.
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
