"""Ages and dates as the aggregator writes them, alone on a line or glued to the publisher."""

from __future__ import annotations

import re

_HOURS = r"(?:an?|1?\d|2[0-4]) hours?"
_COUNTED = r"(?:an?|\d{1,2}) (?:second|sec|minute|min|day|week|month|year)s?"
_CLOCK = r"(?: \d{1,2}:\d{2})?"
_DATES = (
    rf"\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}{_CLOCK}|\d{{4}}-\d{{2}}-\d{{2}}{_CLOCK}"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}, \d{4}"
    r"|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{4}"
)
_UNITS = rf"(?:{_COUNTED}|{_HOURS}|\d{{1,2}}[hd]) ago|just now|yesterday|{_DATES}"
AGE_LINE = re.compile(rf"(?:time)?\s*(?:\d{{1,2}}:\d{{2}} )?(?P<age>{_UNITS})", re.IGNORECASE)
# A publisher without a digit at its end, or else the shortest that leaves a valid age: “News242 hours ago” is News24's.
PUBLISHER_AND_AGE = (
    re.compile(rf"(?P<publisher>\S.{{0,58}}?[^\s\d]|\S)\s*(?P<age>{_UNITS})", re.IGNORECASE),
    re.compile(rf"(?P<publisher>\S.{{0,58}}?\S|\S)\s*(?P<age>{_UNITS})", re.IGNORECASE),
)
PUBLISHER_WORDS = 6


def publisher_and_age(line: str) -> re.Match[str] | None:
    """A line that is a publisher with an age or date behind it, in the groups `publisher` and `age`."""
    matches = (pattern.fullmatch(line) for pattern in PUBLISHER_AND_AGE)
    found = next((match for match in matches if match), None)
    return found if found and len(found["publisher"].split()) <= PUBLISHER_WORDS else None
