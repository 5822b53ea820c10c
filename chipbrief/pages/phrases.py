"""Fixed strings of interfaces, advertisements and scripts that scrapers leave inside an article.

Each row of `PHRASES` says what it is, which strings a text must contain before its pattern is tried, and the pattern. A
pattern that may stand inside a line begins where a sentence may begin, so that a sentence of the article about a newsletter
or an advertisement stays. Patterns of whole lines are matched against each short line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from chipbrief.pages.dates import DATE, LABELS
from chipbrief.pages.found import Found, lines_of

_START = r"(?:^|(?<=[.!?\"'”’)}…] )|(?<=\n))"
"""Where a sentence may begin."""


_TAGS = "body|html|div|span|svg|path|a|p|img|h[1-6]|ul|ol|li|table|tr|td|button|input|section|article|header|footer|nav|figure|iframe"
_SELECTOR = rf"(?:(?:\b(?:{_TAGS}))?[.#][\w-]+(?:[.#:]{{1,2}}[\w-]+)*|@(?:media|font-face|keyframes|import)\b[^{{}}\n]{{0,80}}\{{?)"
"""A selector of a style sheet: a class, an identifier or a rule. Tags alone count only after one of these."""


class Phrase(NamedTuple):
    """One fixed string: the rule's name, strings of which one must occur, and the pattern."""

    rule: str
    needs: tuple[str, ...]
    pattern: re.Pattern[str]


def _phrase(rule: str, needs: str, pattern: str) -> Phrase:
    return Phrase(rule, tuple(needs.split("|")), re.compile(pattern))


PHRASES = (
    # Offers of a newsletter, with the answers of its form.
    _phrase(
        "newsletter", "newsletter",
        rf"{_START}(?:Sign up|Subscribe) (?:to|for) (?:our|the|my) (?:[\w'’-]+ ){{0,5}}newsletters?\b"
        r"(?: [–—-] [^.!?\n]{0,200}?(?:direct|straight|delivered)? ?(?:to|in) your inbox)?[.!]?(?: Sign [Uu]p(?! ?(?:to|for)\b))?(?= |$)",
    ),
    _phrase("newsletter", "Thank you for s|Thanks for s", r"\b(?:Sign [Uu]p )?Thank(?:s| you) for (?:signing up|subscribing)!?"),
    _phrase("newsletter", "there seem", r"Sorry, there seem to be some issues\. Please try again later\."),
    _phrase("newsletter", "Submitting...", r"\bSubmitting\.\.\."),
    _phrase("subscription", "Digital Subscription", r"Did you know with a Digital Subscription to [^.\n]{1,80}, you can [^.\n]{1,300}\.(?: Learn More\b)?"),
    # Advertisements.
    _phrase("advertisement", "Hide Ad", r"(?:\b(?:Advertisement|ADVERTISEMENT) )?\bHide Ad\b(?:vertisement)?"),
    _phrase(
        "advertisement", "dvertisement|DVERTISEMENT",
        r"\b(?:Advertisement\s*[-–—]\s*scroll for more content|(?:Story|Article) continues (?:below|after) (?:this )?advertisement|Scroll to continue(?: reading)?"
        rf"|{_START}(?:ADVERTISEMENT|Advertisement)(?= [A-Z]|\s*$))",
    ),
    _phrase("advertisement", "ad choices", r"Learn more about your ad choices\.(?: Visit (?:\S+/\S*|[^\n.]{1,60}))?"),
    # Buttons.
    _phrase("button", "Link copied|Copy link|Copied to clipboard", r"\b(?:Link copied|Copy link|Copied to clipboard)\b!?(?! (?:of|that|which|from|by|to)\b)"),
    _phrase("embedded_link", "pic.twitter.com/|https://t.co/|pic.x.com/", r"(?:https://)?\b(?:pic\.(?:twitter|x)\.com|t\.co)/\w{4,20}"),
    # Style sheets and scripts.
    _phrase("style", "{", rf"(?:{_SELECTOR}(?:[ ,>+~]{{1,3}}{_SELECTOR}|[ ,>+~]{{1,3}}(?:{_TAGS})\b){{0,12}} ?\{{(?:\s?[a-z-]{{2,40}}:[^{{}};\n]{{1,150}};?)*\s?\}}\s?)+\}}?"),
    _phrase("script", "function", r"\(function ?\([\w, ]{0,40}\) ?\{[^\n]{0,2000}?\}\)? ?\([^()\n]{0,100}\)\)?;?"),
    _phrase("script", "window.|document.|dataLayer|googletag", r"(?:\b(?:var|let|const) )?\b(?:window|document|googletag|dataLayer)(?:\.\w+)+(?: ?=[^\n;]{1,300}|\([^\n;]{0,300}\));(?: ?\}\);?)?"),
)  # fmt: skip

_LINE_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("separator", re.compile(r"ENDS|-ends-|-30-|[-=_*~#+•·.—–]{3,}|(?:[-=_*~#+•·—–] ){2,}[-=_*~#+•·—–]")),
    ("link_to_another", re.compile(r"(?:Also read|(?:Also |ALSO |alsO )?(?:Read|READ)(?: [Mm]ore| MORE| [Aa]lso| ALSO| [Nn]ext)?|Related|RELATED|See [Aa]lso|SEE ALSO|Watch|WATCH|More on this|Recommended|Don't [Mm]iss|Must [Rr]ead|In [Cc]ase [Yy]ou [Mm]issed [Ii]t)(?: (?:stories|articles|story|article|news|video))?\s?[:|»>][^\n]{0,200}")),
    ("button", re.compile(r"(?:Share|Print|Save|Email|Tweet|Like|Follow|Reply|Report|Listen|Comment|Bookmark)(?: this)?(?: (?:article|story|post|page|us))?(?: (?:on|via|with) [A-Z]\w+(?:, [A-Z]\w+)*)?|(?:Share|Follow us) on(?: [A-Z]\w+)+|READ MORE|Read [Mm]ore|Show [Mm]ore|Load [Mm]ore|Learn [Mm]ore|See [Mm]ore|Click here(?: to .{1,60})?|Tap to .{1,40}|Skip (?:to .{1,30}|ad|advertisement)|Back to [Tt]op|Continue [Rr]eading|Close|Menu|Search|Log ?in|Sign ?in|Facebook|Twitter|WhatsApp|LinkedIn|Pinterest|Reddit|Telegram|Email|Add as a preferred source.{0,40}", re.ASCII)),
    ("label", re.compile(r"(?:Tags|Topics|Filed [Uu]nder|Categories|Category|Keywords|TAGS|TOPICS)(?:\s?:\s?[^\n]{0,200})?|(?:Related|More|Top|Latest|Trending|Popular|Other|Most [Rr]ead|Recommended) (?:[Ss]tories|[Nn]ews|[Aa]rticles|[Pp]osts|[Vv]ideos|[Cc]overage|[Tt]opics)|Most [Rr]ead|Most [Pp]opular|Trending(?: [Nn]ow)?|(?:Edited|Compiled|Translated) by:? (?:[A-Z][\w.'’-]* ?){1,4}")),
    ("cookies", re.compile(r"(?:We|This (?:web)?site|Our (?:web)?site|Our partners|We and our partners)(?: also)? uses? cookies\b(?:[.!]?$|(?=.*\b(?:sites?|websites?|web|pages?|browsers?|browsing|experience|privacy|consent|polic\w+|preferences|settings|ads?|adverts?|advertis\w+|analy\w+|traffic|personali[sz]\w+|track\w*|partners|services?|content|accept|agree|devices?|data|information|visitors?|users?|navigat\w+|functional\w*|improve|enhance|ensure|visits?|social media|third.part\w+|learn more)\b).{0,300})|(?:Accept|Reject|Allow|Manage|Decline)(?: all| my)? cookies|Cookie (?:settings|policy|preferences)|By (?:continuing|using|clicking) .{1,100}\bcookies\b.{0,100}", re.IGNORECASE)),
    ("comments", re.compile(r"(?:Comments?|Replies) ?\(\d{1,6}\)|\d{1,6} [Cc]omments?|(?:Leave|Post|Add) a (?:comment|reply)|(?:View|Show|Load) (?:all )?(?:\d+ )?[Cc]omments|Join the (?:conversation|discussion)")),
    ("reading_time", re.compile(r"\d{1,2}[ -]min(?:ute)?s?(?: read)?|(?:Reading time|Estimated read):? \d{1,2} min(?:ute)?s?(?: read)?", re.IGNORECASE)),
    ("advertisement", re.compile(r"Advertisements?|ADVERTISEMENTS?|Sponsored(?: [Cc]ontent)?|Promoted(?: [Cc]ontent)?|(?:Story|Article) continues (?:below|after)(?: this)?(?: ad(?:vertisement)?)?|Scroll to continue.{0,30}|Ad")),
    ("newsletter", re.compile(r"(?:Sign up|Subscribe)(?: here| now)? (?:to|for) (?:our|the|my) [^.\n]{0,80}newsletters?\b.{0,80}|(?:Get|Receive) (?:the|our|all the) .{3,80} (?:in|to|delivered to) your inbox\b.{0,40}|Enter your email(?: address)?|Follow us on .{3,100}|Download our app.{0,60}")),
    ("copyright", re.compile(r"(?:Copyright )?(?:©|\([Cc]\)) ?(?:Copyright )?(?:\d{4}(?:[-–]\d{4})? )?[^\n]{2,160}|(?:©|Copyright) ?\d{4}(?:[-–]\d{4})?[.,]? [^\n]{0,80}\bAll rights reserved\b[^\n]{0,300}|(?:Copyright|COPYRIGHT),? \d{4}(?:[-–]\d{4})?,? (?:by )?(?:(?:[A-Z][\w.&'’-]*|of|and|the),? ?){1,8}|All rights reserved\.?(?: [^\n]{0,200}(?:reproduc|republish|redistribut|permission)[^\n]{0,200})?")),
    ("photo_credit", re.compile(r"[(\[](?:(?:File |AP |AFP |Handout )?(?:Photo|Picture|Image|Video|Credit|Illustration|Graphic)s?(?: credit)?(?: by|: ?| courtesy)|Courtesy)[^()\[\]\n]{1,80}[)\]]", re.IGNORECASE)),
    ("markup", re.compile(r"</?[a-z][a-z0-9]{0,9}(?: [^<>\n]{0,200})?/?>|<!--[^\n]{0,200}-->")),
)  # fmt: skip
"""Patterns of whole lines. They do not apply to a line of more than `LINE_LENGTH` characters."""
LINE_LENGTH = 500
# A date may follow a first paragraph; letters that no row begins with need no further look.
_FIRST_WORDS = re.compile(
    r"[-=_*~#+•·.—–©(\[<]|\d{1,6}[ -](?:min|[Cc]omment)|(?i:also|ends|tags|topics|filed|categor|keywords|top|latest|trending|popular|other|most|edited|compiled|translated|read|related|see|watch|more|recomm|don't|must|in case|share|print|save|email|tweet|like|follow|reply|report|listen"
    r"|comment|bookmark|show|load|learn|click|tap|skip|back|continue|close|menu|search|log|sign|facebook|twitter|whatsapp|linkedin|pinterest|reddit|telegram|add|we|this|our"
    r"|accept|reject|allow|manage|decline|cookie|by|replies|leave|post|view|join|reading|estimated|advert|sponsored|promoted|story|article|scroll|ad|subscribe|get|receive|enter"
    r"|download|copyright|all rights)"
)


def phrase(text: str) -> Iterator[Found]:
    """Find the fixed strings of `PHRASES` wherever they stand."""
    for rule, needs, pattern in PHRASES:
        if any(need in text for need in needs):
            for match in pattern.finditer(text):
                yield Found(rule, *match.span())


def interface_line(text: str) -> Iterator[Found]:
    """Find lines that are nothing but interface, a separator, a link to another article, a credit or a copyright notice."""
    for start, end, line in lines_of(text):
        if len(line) <= LINE_LENGTH and _FIRST_WORDS.match(line):
            rule = next((rule for rule, pattern in _LINE_RULES if pattern.fullmatch(line)), None)
            if rule is not None and not (rule == "link_to_another" and line.endswith(".")):
                yield Found(rule, start, end)


_DATE_LINE = re.compile(rf"{LABELS} ?(?:{DATE})[^\n]{{0,40}}", re.IGNORECASE)


def date_line(text: str) -> Iterator[Found]:
    """Find lines that say when an article was published or updated, wherever they stand. They become no field."""
    for start, end, line in lines_of(text):
        if len(line) <= 100 and _DATE_LINE.fullmatch(line):
            yield Found("date_line", start, end)


_TAG = re.compile(r"<(?P<close>/?)(?P<name>b|i|em|strong|a|span|u|s|sup|sub|small|mark|p|font|div|h[1-6]|li|ul|ol|blockquote|cite|q|code|abbr|time)(?: [^<>\n]{0,400})?>", re.IGNORECASE)  # fmt: skip
_BREAK = re.compile(r"<(?:br|hr|img)\b[^<>\n]{0,400}>", re.IGNORECASE)


def markup(text: str) -> Iterator[Found]:
    """Find HTML tags that come in pairs on one line, and line breaks. A single `<b>` may be what the text is about."""
    if "<" not in text:
        return
    for match in _BREAK.finditer(text):
        yield Found("markup", *match.span())
    for start, end, _ in lines_of(text):
        if text.find("</", start, end) < 0:
            continue
        opened: dict[str, list[re.Match[str]]] = {}
        for match in _TAG.finditer(text, start, end):
            waiting = opened.setdefault(match["name"].lower(), [])
            if not match["close"]:
                waiting.append(match)
            elif waiting:
                yield Found("markup", *waiting.pop().span())
                yield Found("markup", *match.span())
