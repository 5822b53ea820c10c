"""Labels, introductions and closings: sentences about the summary and not of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chipbrief.language.dressing.edits import Edit, dropped

_OF = r"(?: (?:of|for|from|on) (?:the |this |that |your |an? )?(?:given |provided |following |news |original ){0,2}(?:article|story|text|document|report|piece|passage|news))?"
_COUNT = r"(?: in (?:\w{1,12}|\d{1,3})(?: short)? (?:words|sentences?|bullet points|points|lines)| ?\([^()\n]{0,40}\)| ?\[[^\[\]\n]{0,40}\])?"
_KIND = (
    r"(?:(?:key|main|brief|short|concise|quick|news|article|story|document|text|final|executive|overall|bullet|bullet-point|important|major|top"
    r"|critical|core|general|detailed|revised|updated|draft|simple|abstractive|extractive|generated|suggested|possible|proposed|new"
    r"|refined|condensed|factual|(?:one|two|three|four|five|single|\d{1,3})[- ](?:sentence|word|line|paragraph)) )"
)
_NOUN = (
    r"(?:summary|summaries|summarization|tl[;:]?[ ]?dr|synopsis|recap|overview|abstract|highlights?|takeaways?|title|headline|subtitle"
    r"|introduction|conclusions?|gist|rundown|digest|background|context)"
)
_WITH_KIND = r"(?:points?|facts?|details?|findings?|developments?|insights?|ideas?|events?|issues?|themes?|messages?|information|arguments?|figures|quotes|numbers|statistics|outcomes?)"
_SPEAKER = r"(?:in summary|to summari[sz]e|to sum up|in conclusion|in essence|assistant|ai|model|response|output|answer|result|final answer|generated text|bottom line|the bottom line|in brief|in short|in a nutshell|at a glance|why it matters|what happened|what's next|the big picture|lead|lede|main idea|explanation)"
_LABEL = (
    rf"(?:{_KIND}{{0,4}}{_NOUN}{_OF}{_COUNT}|(?:the )?{_KIND}{{1,4}}(?:{_WITH_KIND}|{_NOUN}){_OF}{_COUNT}|{_SPEAKER})"
)
_FIRST = r"^[^\S\n]{0,40}"

LINE_START = re.compile(
    rf"{_FIRST}#{{0,6}}[\[(]?(?:(?:the )?{_KIND}{{0,4}}(?:{_NOUN}|{_WITH_KIND})|{_SPEAKER}|(?:sure|certainly|of course|absolutely|okay|ok|great|got it|alright|yes)\b"
    r"|here(?:'s|’s| is| are)\b|below\b|the following\b|this is\b|i(?:'ve|’ve| have)\b|[\[(]?(?:total |approximate )?(?:word|words|character|sentence|token)s?\b)",
    re.I | re.M,
)
"""What a rule of this module can find at the start of a line."""

labels = dropped(
    re.compile(
        rf"{_FIRST}#{{0,6}}(?:[\[(]?{_LABEL}[\])]?(?:[^\S\n]?[:：][^\S\n]{{0,9}}|[^\S\n]{{1,9}}[-–—][^\S\n]{{1,9}}|[^\S\n]{{0,9}}(?:$(?<!^)))"
        r"|tl[;:]?[ ]?dr\b[^\S\n]{0,3}[:,.–—-]?[^\S\n]{0,9})",
        re.I | re.M,
    )
)

_HELLO = r"(?:(?:sure|certainly|of course|absolutely|okay|ok|great|got it|alright|yes)(?: thing)?[!,.:][^\S\n]{1,3})"
_ANNOUNCED = r"(?:summar(?:y|ies|i[sz]ed|i[sz]ation)|overview|abstract|points|takeaways?|bullets?|bullet-points?|highlights?|headlines?|synopsis|recap|rewrite|version|tl;?dr|rewritten)"
_INTRODUCTION = re.compile(
    rf"{_FIRST}(?P<hello>{_HELLO}?)(?P<announced>(?:here(?:'s|’s| is| are)|below (?:is|are)|the following (?:is|are)|this is(?=[^\n:]{{0,200}}:)|i(?:'ve|’ve| have) (?:written|summari[sz]ed|created|prepared))"
    rf"(?= )[^\n:.!?]{{0,100}}\b{_ANNOUNCED}\b[^\n:!?]{{0,100}}(?::[^\S\n]{{0,9}}|(?<=[.])[^\S\n]{{0,9}}(?=\n)))",
    re.I | re.M,
)
_GREETING = re.compile(
    r"^\s{0,9}(?:sure|certainly|of course|absolutely|okay|got it|alright)(?: thing)?(?:!|[.,](?=[^\S\n]{0,9}$))[^\S\n]{0,3}",
    re.I | re.M,
)


def introductions(text: str) -> Iterator[Edit]:
    """Find sentences that announce the summary, and the word of consent before the text."""
    found = list(_INTRODUCTION.finditer(text))
    if not found and (match := _GREETING.match(text)):
        yield Edit(*match.span())
    yield from (Edit(*match.span()) for match in found)


_LENGTH = r"[(\[](?:approximately |about |approx\. |exactly |~)?\d{1,5} (?:words|characters)[)\]]"
word_counts = dropped(
    re.compile(
        rf"(?:{_FIRST}|(?<=[.!?] ))[(\[]?(?:(?:total |approximate )?(?:word|words|character|sentence|token)s? ?(?:count)?: ?~?\d{{1,5}}(?: words)?"
        rf"|length: ?~?\d{{1,5}} (?:words|characters))[)\]]?\.?[^\S\n]{{0,9}}$|{_FIRST}word count: ?\d{{1,5}}(?: words)?[.;,][^\S\n]{{1,9}}"
        r"|[^\S\n]?[(\[]sources?: (?:the )?(?:given |provided |original |news )?(?:article|text|document|passage)[)\]]"
        rf"|{_FIRST}{_LENGTH}[^\S\n]{{0,9}}|{_LENGTH}(?=\.?[^\S\n]{{0,9}}$)|[(\[](?:total )?(?:word|character) count: ?\d{{1,5}}[)\]]",
        re.I | re.M,
    )
)

_CLOSING = (
    r"(?:i hope (?:this|that) (?:helps|is helpful|is what|summary|meets)[^.!?\n\"“”]{0,80}"
    r"|(?:please |just )?(?:let me know|feel free to (?:ask|let|reach|contact))\b[^.!?\n\"“”]{0,160}"
    r"|(?:would you like|do you want) me to [^.!?\n\"“”]{0,160}|would you like (?:a|any|more|to)\b[^.!?\n\"“”]{0,160}|is there anything else[^.!?\n\"“”]{0,120}"
    r"|if you (?:need|want|would like|'d like|have any)\b[^.!?\n\"“”]{0,80}, (?:please |just |feel |i can |i'd |i'm |let me)[^.!?\n\"“”]{0,80})[.!?]{1,3}"
)
closings = dropped(re.compile(rf"(?:^|(?<=[.!?] )){_CLOSING}(?=\s|$)[^\S\n]{{0,9}}", re.I | re.M))
