"""Print the folder of the tasks for lm-eval: `lm-eval run --include_path "$(python -m chipbrief.harnesses)"`.

It is no subcommand of `chipbrief`, since only lm-eval needs it.
"""

from __future__ import annotations

import sys

from chipbrief.harnesses import task_folder


def main() -> int:
    """Print the folder and return 0."""
    print(task_folder())
    return 0


if __name__ == "__main__":
    sys.exit(main())
