"""Run the command `chipbrief` with `python -m chipbrief`."""

from chipbrief.commands.main import main

raise SystemExit(main())
