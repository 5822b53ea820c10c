"""`python -m chipbrief` is the command `chipbrief`."""

from chipbrief.command import main

raise SystemExit(main())
