"""`python -m chipbrief` is the command `chipbrief`."""

from chipbrief.commands.main import main

raise SystemExit(main())
