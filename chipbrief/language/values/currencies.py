"""Currencies by sign, code and name, from `currencies.json` (made by `scripts/build_currencies.py`)."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import NamedTuple

from chipbrief.language.values.lexer import Tokens

__all__ = ["LEADING_SIGNS", "Currency", "currency_behind", "currency_before", "is_currency"]

_TABLES: dict[str, dict[str, str]] = json.loads((files(__package__) / "currencies.json").read_text(encoding="utf-8"))
CODES = frozenset(_TABLES["codes"])
NOUNS = _TABLES["nouns"]
PHRASES = _TABLES["phrases"]
SIGNS = {sign.lower(): code for sign, code in _TABLES["signs"].items()}
_LONGEST_PHRASE = 4
_WORD_CODES = frozenset("all top cup try mop gel pen cop mad bob sos amd cad nad ron bam".split())
"""Codes that are words or other abbreviations: they count in capitals beside an amount of at least a hundred."""
_NEVER = frozenset(("all", "top", "amd", "cup"))
_SMALL_LETTERS = frozenset("usd eur gbp jpy cny inr krw hkd sgd aud nzd twd chf".split())
"""Codes that count in small letters too, in front of digits."""
_SYMBOLS = frozenset(sign for sign in SIGNS if len(sign) == 1 and not sign.isalnum())
_PREFIXED = {sign[:-1]: sign for sign in SIGNS if len(sign) > 1 and sign[-1] in "$¥" and "." not in sign}
_WORD_SIGNS = frozenset(sign for sign in SIGNS if sign.isalpha())
LEADING_SIGNS = _SYMBOLS | _WORD_SIGNS | {code.lower() for code in CODES} - _NEVER
"""Tokens at which an amount of money may begin, in small letters."""
_SMALLEST_WON = 100
"""Fewer *won* than this is a verb: nobody reports a price of three Korean won, and many teams won three."""
_CENTS = {"cent": "USD", "cents": "USD", "¢": "USD", "pence": "GBP", "penny": "GBP", "p": "GBP", "eurocents": "EUR"}


class Currency(NamedTuple):
    """A currency that ends before token `end`; a cent is a hundredth (`cents`). `first` is its first token."""

    first: int
    end: int
    code: str
    cents: bool = False


def currency_before(t: Tokens, at: int) -> Currency | None:
    """Return the sign or code that begins at token `at` in front of a number: `$`, `US$` (at its `$`), `Rs.`, `EUR`."""
    word, words, gaps = t.words[at], t.words, t.gaps
    if word in _SYMBOLS:
        return _symbol(t, at)
    end = at + 1
    if word in _WORD_SIGNS:
        dotted = words[end] == "." and not gaps[end]
        if word == "rmb" or (t.raw(at)[0].isupper() and (t.raw(at).isupper() or word in ("rs", "rp", "fr", "sfr", "zł", "kč"))):
            return Currency(at, end + dotted, SIGNS[word]) if t.opens(at) and gaps[end + dotted] <= 1 else None
        if word != "rs":
            return None
        return Currency(at, end + dotted, "INR") if t.opens(at) and gaps[end + dotted] <= 1 else None
    code = word.upper()
    if code not in CODES or not t.opens(at) or gaps[end] > 1:
        return None
    if t.raw(at) != code and word not in _SMALL_LETTERS:
        return None
    if words[end] in _SYMBOLS and not gaps[end]:
        end += 1
    return Currency(at, end, code)


def _symbol(t: Tokens, at: int) -> Currency | None:
    """Read a sign with the letters glued before or behind it: `HK$`, `$US`."""
    word, words, gaps = t.words[at], t.words, t.gaps
    first = at
    if not gaps[at] and (sign := _PREFIXED.get(words[at - 1])) and sign[-1] == word and t.opens(at - 1):
        return Currency(at - 1, at + 1, SIGNS[sign])
    if not gaps[at] and words[at - 4 : at] == ["u", ".", "s", "."] and word == "$":
        return Currency(at - 4, at + 1, "USD")
    if not gaps[at] and words[at - 1][-1:].isalnum():
        return None
    if word == "$" and words[at + 1] == "us" and not gaps[at + 1]:
        return Currency(first, at + 2, "USD")
    return Currency(first, at + 1, SIGNS[word])


def currency_behind(t: Tokens, at: int, amount: object = None, *, digits: bool = True) -> Currency | None:
    """Return the currency that begins at token `at` behind a number: *dollars*, *Swiss francs*, `EUR`, `€`, *cents*."""
    word, words, gaps = t.words[at], t.words, t.gaps
    if word in _SYMBOLS or word == "¢":
        return _sign_behind(t, at)
    if word in _CENTS and t.ends_word(at + 1):
        if word == "p" and (gaps[at] or not digits):
            return None
        return Currency(at, at + 1, _CENTS[word], cents=True) if word == "p" or gaps[at] or not digits or t.words[at - 1] == "-" else None
    if (named := _phrase(t, at)) is not None:
        return named
    if digits and t.ends_word(at + 1):
        raw = t.raw(at)
        if raw in CODES and raw not in ("ALL", "TOP", "AMD", "CUP") and (word not in _WORD_CODES or _is_large(amount)):
            return Currency(at, at + 1, raw)
    return None


def _sign_behind(t: Tokens, at: int) -> Currency | None:
    if not t.gaps[at + 1] and (t.words[at + 1][:1].isalnum()):
        return None  # it belongs to the number behind it
    if t.words[at] == "¢":
        return Currency(at, at + 1, "USD", cents=True)
    return Currency(at, at + 1, SIGNS[t.words[at]])


def _phrase(t: Tokens, at: int) -> Currency | None:
    """Read a name, with the adjective of its country or without."""
    words, gaps = t.words, t.gaps
    noun = NOUNS.get(words[at])
    if noun and t.ends_word(at + 1):
        sterling = words[at + 1] == "sterling"
        return Currency(at, at + 1 + sterling, noun)
    if words[at : at + 4] == ["u", ".", "s", "."] and words[at + 4] in ("dollar", "dollars"):
        return Currency(at, at + 5, "USD")
    if words[at] not in _FIRST_WORDS:
        return None
    phrase = words[at]
    for end in range(at + 1, at + _LONGEST_PHRASE):
        if t.gaps[end] != 1 and words[end] != "-":
            break
        if words[end] == "-":
            continue
        phrase = f"{phrase} {words[end]}"
        if phrase in PHRASES and t.ends_word(end + 1) and gaps[end] <= 1:
            return Currency(at, end + 1, PHRASES[phrase])
    return None


_FIRST_WORDS = frozenset(phrase.split()[0] for phrase in PHRASES)


def _is_large(amount: object) -> bool:
    return amount is None or float(str(amount)) >= _SMALLEST_WON


def is_currency(t: Tokens, at: int) -> bool:
    """Whether the name of a currency stands at token `at`."""
    return _phrase(t, at) is not None


def is_verb(currency: Currency, t: Tokens, amount: object) -> bool:
    """Whether *won* is a verb: behind a number below a hundred."""
    return t.words[currency.end - 1] == "won" and currency.end == currency.first + 1 and not _is_large(amount)
