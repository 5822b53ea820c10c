"""Recognise answers in which a language model refuses to summarize, or says that it got no article."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from chipbrief.language.reading import Reading, read
from chipbrief.language.tokens import straighten_quotes

__all__ = ["REFUSALS", "Refusal", "is_refusal"]

_REACH = 160
"""Characters behind an opening in which its second part must begin."""
_INPUT = (
    r"(?:(?:news |source |full |original |input |provided |given |actual |complete )?(?:article|text|document|passage|story|content|input|link|url|web ?page"
    r"|attachment|file|excerpt|transcript)s?(?:'s (?:text|content))?(?: (?:text|content|body))?)"
)
"""What a model is given to summarize."""
_TASK = (
    r"(?:summari[sz]e|assist\b|comply\b|fulfill? |help (?:you|with)\b|do (?:that|this|so)\b|engage in|discuss (?:this|that)\b|process (?:the|this|that|your)\b"
    r"|(?:access|open|view|read|see|find|browse|retrieve) (?:to )?(?:the |this |that |any |an? |your |external |web ?|live )*(?:articles?|texts?|links?|urls?|pages?|sites?|websites?|content|files?|documents?|internet|web)\b"
    r"|(?:provide|write|create|generate|produce|complete|continue|answer|give)(?: you)?(?: with)? (?:that|this|it|(?:an? |the |any |this |that |your )?(?:\w+ ){0,2}(?:summar(?:y|ies)|headlines?|abstract|response|answer|request|content|text|article|information|assistance|help|task))\b)"
)
"""What a model says that it cannot do."""
_CANNOT = (
    r"(?:cannot|can't|can not|could not|couldn't|am unable to|am not able to|'m unable to|'m not able to|won't(?: be able to)?|will not(?: be able to)?"
    r"|must decline to|am not allowed to|'m not allowed to|am not permitted to|'m not comfortable|am not comfortable|have to decline)"
)
_LACK = r"(?:do not|don't|did not|didn't|have not|haven't|cannot|can't|could not|couldn't|never|no longer)"
_SENTENCE_ENDS = r"(?=\s*(?:[.!?;:,]|$|so\b|to (?:summari|me\b|work)|for (?:me\b|summari)|in (?:your|the|this) (?:message|prompt|request|input|question|query|conversation)))"


class Refusal(NamedTuple):
    """A way to refuse: `opening` begins the text, and `follows` is found right behind it (within `_REACH` characters).

    Both ignore case. `alone`: nothing else stands in the text.
    """

    name: str
    opening: str
    follows: str = ""
    alone: bool = False


REFUSALS = (
    Refusal("inability", rf"i ?{_CANNOT}", rf"^ {_TASK}"),
    Refusal("decline", r"i (?:must|have to|will have to|need to) (?:respectfully )?decline|i(?:'d| would) (?:prefer|rather) not (?:to )?(?:summari|write|provide)"),
    Refusal(
        "apology",
        r"(?:(?:i'm|i am|we're|we are) (?:so |very |really |deeply )?sorry|(?:my |our )?(?:sincere )?apologies|(?:i|we) apologi[sz]e|sorry)\b",
        r"^(?: for (?:the|any) (?:confusion|inconvenience|misunderstanding))?(?: about that)?[,.:;!]* ?[–—-]? ?(?:but |however,? |as |because |unfortunately,? |it (?:seems|looks|appears) (?:like |that )?)*"
        rf"(?:(?:i|we) ?(?:{_CANNOT} {_TASK}|{_LACK} [^.!?\n]{{0,60}}\b{_INPUT}\b|have no)|(?:unable to|can't|cannot|can not) {_TASK}|(?:there|you)\b[^.!?\n]{{0,60}}\b{_INPUT}\b|(?:as )?an? (?:ai|language model)\b"
        rf"|(?:the|this|that|your|no) {_INPUT}\b(?! (?:was|were) lost))",
    ),
    Refusal("apology alone", r"(?:(?:i'm|i am|we're|we are) (?:so |very )?sorry|sorry|(?:my )?apologies|i apologi[sz]e)[.!]?", alone=True),
    Refusal(
        "unfortunately",
        r"(?:unfortunately|regrettably|regretfully|i regret|i'm afraid|i am afraid)\b",
        rf"^(?: that| to (?:say|inform you)(?: that)?)?,? (?:(?:i|we)\b ?(?:{_CANNOT} {_TASK}|{_LACK} [^.!?\n]{{0,60}}\b{_INPUT}\b|have no (?:access|{_INPUT}))|there (?:is|was|are) no {_INPUT}\b"
        rf"|(?:the|your|this|no) {_INPUT}(?: you \w+)? (?:(?:is|was|were|seems|appears)(?: to be)? (?:not (?:provided|included|available|attached)|missing|empty|too|incomplete|cut off)|(?:does not|doesn't) (?:contain|include)|(?:was |is )?(?:provided|included)))",
    ),
    Refusal(
        "model",
        r"(?:as an?|i'm (?:just |only |merely )?an?|i am (?:just |only |merely )?an?|being an?) "
        r"(?:ai|a\.i\.|artificial intelligence|(?:large |ai )?language model|text-based (?:ai|model)|chatbot|virtual assistant)\b",
        r"^(?: (?:language )?(?:model|assistant|system|chatbot|program))*(?: (?:trained|developed|created|made|built|designed) by \w+)?"
        r"(?:,? (?:i|my|it is not|it's not|and|so|that|which|without|there)\b|[.,;] |[.,]?$)",
    ),
    Refusal(
        "nothing given",
        rf"(?:i'm sorry, |sorry, |it (?:seems|looks|appears) (?:like |that |as if )*)?(?:the (?:content|text|body) of )?(?:the |your |this |no ){{1,2}}{_INPUT}",
        rf"^(?: (?:you (?:provided|gave|sent|shared|pasted)|itself|here))? (?:(?:was|is|were|are|has|have|had|does|did|appears|seems|wasn't|isn't|weren't|hasn't|didn't|doesn't)\b[^.!?\n]{{0,30}}? ?)?"
        rf"(?:(?:provided|included|attached|given|supplied|shared|pasted|found|available|visible|missing|empty|blank|incomplete|cut off|truncated|unavailable|inaccessible|too short|not come through|come through){_SENTENCE_ENDS}"
        rf"|to (?:summari[sz]e|be summari[sz]ed)\b)(?<!is available)(?<!was found)(?<!is visible)",
    ),
    Refusal("dead link", r"(?:the |your |this )(?:provided )?(?:link|url|page|attachment|file)(?: (?:you )?(?:provided|sent|shared))?", r"^ (?:does not|doesn't|did not|didn't) (?:work|open|load)\b"),
    Refusal(
        "no content",
        rf"(?:the |your |this )(?:provided |given |supplied )?(?:{_INPUT}|message|prompt|request|query)(?: (?:you )?(?:provided|gave|sent|shared|pasted|above|below))?",
        rf"^ (?:does not|doesn't|did not|didn't|do not|don't) (?:actually |seem to |appear to )?(?:contain|include|have|provide|hold|show|be)\b (?:an? |any |the |enough |sufficient |actual |complete |readable |meaningful |substantive |full |news |relevant ){{0,4}}"
        rf"(?:{_INPUT}|information|details?|summary|context)(?: (?:to|that|for|about|which|needed|required)\b| (?:itself|here))?{_SENTENCE_ENDS[:-1]}| (?:to|that|needed|required)\b)",
    ),
    Refusal(
        "no input seen",
        r"(?:hi!? |hello!? |hmm,? )?(?:it (?:seems|looks|appears)|i think|i believe)(?: like| that| as if| as though)*",
        rf"^,? (?:you(?:'ve| have| may have| might have)?|there|the|your|no|i|we)\b(?=[^.!?\n]{{0,60}}\b(?:forgot|forgotten|not|n't|no|missing|empty|blank|incomplete|cut off|never|only|accidentally|without))[^.!?\n]{{0,80}}\b{_INPUT}\b",
    ),
    Refusal("I see none", rf"i (?:{_LACK}|only)(?: (?:actually|currently))?", rf"^ ?(?:see|have|find|receive|received|got|get|detect|access|open|view|read|locate|notice|found|seen)(?: access to)? (?:(?:an?|any|the|that|your|this)\b[^.!?\n]{{0,30}}\b{_INPUT}\b|(?:enough|sufficient) (?:information|context|text|content) to {_TASK})"),
    Refusal("I have none", r"i (?:have no|see no|find no|got no|received no|was not given|wasn't given|haven't been given|have not been given|am missing|'m missing|need|would need|will need|require)", rf"^ (?:access to |to see |you to )?[^.!?\n]{{0,40}}?\b{_INPUT}\b"),
    Refusal("there seems to be none", r"(?:hmm,? )?there (?:does not|doesn't|do not|don't) (?:seem|appear) to be", rf"^ (?:an?|any) (?:actual |readable )?{_INPUT}\b"),
    Refusal("there is none", r"(?:hmm,? |it seems )?there(?:'s| is| was| are| were|'re| does not seem to be| doesn't seem to be| appears to be| seems to be)", rf"^ (?:no|not|n't)(?: an?| any)? (?:actual |readable )?{_INPUT}(?: (?:here|provided|given|included|attached|in your message|to summari[sz]e|in the (?:prompt|input|message)))?{_SENTENCE_ENDS}"),
    Refusal("you gave none", rf"you(?:'ve| have)? ?(?:{_LACK}|forgot to|only)", rf"^ (?:actually )?(?:provided?|included?|attach(?:ed)?|paste|pasted|share|shared|sen[dt]|give|given|upload(?:ed)?|supply|supplied) [^.!?\n]{{0,40}}\b{_INPUT}\b"),
    Refusal(
        "asks for it",
        r"(?:(?:sure|of course|certainly|okay|ok|yes|hello|hi|absolutely|great|happy to help|i'd be happy to|i would be happy to|i'd love to|i can)\b[^.!?\n]{0,80}[.!,;:–—-]* ?){0,2}"
        r"(?:but |to (?:get started|begin|do (?:so|this|that)),? |first,? |once |if |as soon as |when )?"
        r"(?:please|could you|can you|would you|kindly|go ahead and|just|you(?:'ll| will)? need to|i(?:'ll| will)? need you to|you can|you (?:could|may))",
        rf"^ (?:please |also |kindly )?(?:provide|paste|share|send|upload|insert|include|supply|give|attach|copy|enter|type|submit|resend|post|drop)\b(?: (?:me|us|it|in|and paste|again|over))*(?: with)? (?:the|your|an?|more|that|some|its)\b[^.!?\n]{{0,40}}\b{_INPUT}\b",
    ),
    Refusal("once it is there", r"(?:once|as soon as|when|if) you (?:provide|paste|share|send|upload|give)", rf"^ (?:me )?(?:with )?(?:the|your|an?|that|some)\b[^.!?\n]{{0,30}}\b{_INPUT}\b"),
    Refusal(
        "unable",
        r"(?:i'm |i am |i was |we are |we were )?(?:unable|not able|failed|impossible|not possible) to|cannot|can't|can not|could not|couldn't",
        rf"^ (?:be )?(?:summari[sz]ed?\b(?: (?:the|this|that|it|your|an?|because|due|without|as|based|from)\b|[.!,;:]|$)|(?:generate|create|provide|produce|write|give|make|complete)d? (?:an? |the |any |this |your )?(?:\w+ )?(?:summary|headline|abstract|response|answer|request)|(?:access|open|read|retrieve|load|find|fetch|process) (?:the |this |that |any |your |an? )?{_INPUT}{_SENTENCE_ENDS}|(?:comply|do so|assist|help)[.!,]?$)",
    ),
    Refusal("no summary", r"(?:no|there is no) (?:summary|abstract|headline|output|response|answer|result)s?", r"^(?: (?:is |was |could be |can be )?(?:available|provided|possible|generated|found|given|produced|returned))?[.!]?$"),
    Refusal("summary unavailable", r"(?:a |the )?summary (?:is |was )?(?:not (?:available|possible|provided|applicable)|unavailable|impossible|cannot be|can't be|could not be|couldn't be)", ""),
    Refusal("policy", r"(?:this|your|the) (?:request|content|prompt|question|article|text|input)", r"^ (?:violates|may violate|goes against|conflicts with|is against|was (?:flagged|blocked|filtered)|has been (?:flagged|blocked|filtered))\b[^.!?\n]{0,60}\b(?:usage polic|content polic|polic(?:y|ies)[.!]?$|guidelines|terms of|filter|safety|inappropriate)"),
    Refusal(
        "placeholder",
        r"[\[(<]?(?:nan|n/?a|n\.a\.|null|none|nil|undefined|error|not available|not applicable|unavailable|unknown|empty|blank|todo|tbd|no summary|summary not found|no text|no content"
        rf"|no {_INPUT}(?: (?:was |is )?(?:provided|given|found|available|included))?|(?:api |server |request |rate limit )?(?:error|timeout|timed out)|content filtered|-+|\?+|\.{{3,}}|…)[\])>]?[.!]?",
        alone=True,
    ),
)  # fmt: skip
"""All ways to refuse, as patterns of what a text begins with."""
_HELLO = (
    r"\s*(?:(?:hi|hello|sure|of course|certainly|okay|ok|yes|thanks|thank you)\b[^.!?,\n]{0,30}[.!,] ?)?"
    r"(?:i(?:'d| would)(?: be)? (?:happy|glad|love)[^.!?\n]{0,80}?[.!,] ?(?:but |however, )?)?"
)
"""Words of consent that may stand before a refusal."""
_REPORTED = re.compile(
    r"[,?!][\"']? (?:[\w.'-]+ ){0,5}(?:said|says|told|asked|added|wrote|sang|insisted|warned|argued|replied|explained|admitted|announced)\b"
)
"""Words of somebody whom the summary quotes: no refusal, whatever they say."""
_ANY_OPENING = f"{_HELLO}(?:{'|'.join(one.opening for one in REFUSALS)})"
"""Most texts have none of the openings. To see that, one pattern takes a tenth of the time of all."""


class _Patterns(NamedTuple):
    any_opening: re.Pattern[str]
    each: tuple[tuple[re.Pattern[str], re.Pattern[str], bool], ...]


@lru_cache(maxsize=2)
def _compiled(flags: re.RegexFlag) -> _Patterns:
    """Return the patterns, which have small letters. A text of ASCII is made small: that takes half the time of ignoring case."""
    each = ((re.compile(_HELLO + one.opening, flags), re.compile(one.follows, flags), one.alone) for one in REFUSALS)
    return _Patterns(re.compile(_ANY_OPENING, flags), tuple(each))


def is_refusal(summary: str | Reading) -> bool:
    """Return whether the text begins like a language model's refusal, or is a placeholder such as *N/A*.

    An opening counts only with what must follow it: “Sorry, the mayor said” is none. The test is a list of English phrases, so
    it misses other refusals. It does not change any score.
    """
    reading = read(summary)
    given = straighten_quotes(reading.given).strip()
    if reading.bare is reading:
        return _refuses(given)
    undressed = straighten_quotes(reading.bare.given).strip()
    return _refuses(given) or (undressed != given and _refuses(undressed))


def _refuses(text: str) -> bool:
    given, is_ascii = text, text.isascii()
    text = text.lower() if is_ascii else text
    patterns = _compiled(re.NOFLAG if is_ascii else re.IGNORECASE)
    if not patterns.any_opening.match(text) or _REPORTED.search(given[:_REACH]):
        return False
    for opening, follows, alone in patterns.each:
        match = opening.match(text)
        if match is None:
            continue
        if not text[match.end() :].strip() if alone else follows.search(text[match.end() : match.end() + 2 * _REACH]):
            return True
    return False
