"""Currencies by sign, code and name, from `currencies.json` (made by `scripts/build_currencies.py`)."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import NamedTuple

from chipbrief.language.values.lexer import Tokens
from chipbrief.language.values.words import ABBREVIATED, ALL_SCALES, GLUED_SCALES

__all__ = ["FIRST_BEHIND", "LEADING_SIGNS", "Currency", "currency_before", "currency_behind", "is_currency"]

_TABLES: dict[str, dict[str, str]] = json.loads((files(__package__) / "currencies.json").read_text(encoding="utf-8"))
CODES = frozenset(_TABLES["codes"])
NOUNS = _TABLES["nouns"]
PHRASES = _TABLES["phrases"]
SIGNS = {sign.lower(): code for sign, code in _TABLES["signs"].items()}
_LEAST_MARKED = 3
"""Length of a number with a mark that is no version: *R1.5* is none."""
_LONGEST_PHRASE = 4
_COMMON_CODES = frozenset(
    "USD EUR GBP JPY CNY INR KRW HKD SGD AUD CAD NZD TWD CHF SEK NOK DKK PLN CZK HUF RUB ILS ZAR BRL MXN AED SAR THB IDR MYR".split()
)
"""Codes that count beside any amount. Others may be something else (*COP 27*, *SDG 13*, *PHP 8*): they need at least a hundred."""
_NEVER = frozenset(("ALL", "TOP", "AMD", "CUP"))
"""Codes that are words or companies in headlines."""
_SMALL_LETTERS = frozenset("usd eur gbp jpy cny inr krw hkd sgd aud nzd twd chf".split())
"""Codes that count in small letters too, in front of digits."""
_SYMBOLS = frozenset(sign for sign in SIGNS if len(sign) == 1 and not sign.isalnum())
_PREFIXED = {sign[:-1]: sign for sign in SIGNS if len(sign) > 1 and sign[-1] in "$¥₵" and "." not in sign}
_LETTERS = {"r": "ZAR", "n": "NGN", "sh": "KES", "shs": "KES", "dh": "AED", "dhs": "AED", "ush": "UGX", "tsh": "TZS"}
"""Letters that are a currency right before an amount that looks like money: `R500 million`, `N5,000`, `Dh500`; not *N95* and *R18*."""
_INFORMAL = {"quid": "GBP", "buck": "USD", "bucks": "USD"}
_WORD_SIGNS = frozenset(sign for sign in SIGNS if sign.isalpha())
_CAPITALISED_SIGNS = frozenset(("rp", "fr", "sfr", "zł", "kč", "ksh", "tk"))
LEADING_SIGNS = _SYMBOLS | _WORD_SIGNS | _LETTERS.keys() | {code.lower() for code in CODES - _NEVER}
"""Tokens at which an amount of money may begin, in small letters."""
_SMALLEST_WON = 100
"""Fewer *won* than this is a verb: nobody reports a price of three Korean won, and many teams won three."""
_LINES_OF_A_SCREEN = frozenset((480, 720, 1080, 1440, 2160))
"""Numbers before a *p* that are no pence: `1080p`."""
_CENTS = {"cent": "USD", "cents": "USD", "¢": "USD", "pence": "GBP", "penny": "GBP", "p": "GBP", "eurocents": "EUR",
          "paise": "INR", "paisa": "INR"}  # fmt: skip


class Currency(NamedTuple):
    """A currency that ends before token `end`; a cent is a hundredth (`cents`). `first` is its first token."""

    first: int
    end: int
    code: str
    cents: bool = False


def currency_before(t: Tokens, at: int) -> Currency | None:
    """Return the sign or code that begins at token `at` in front of a number: `$`, `US$` (at its `$`), `Rs.`, `EUR`."""
    word = t.words[at]
    if word in _SYMBOLS:
        return _symbol(t, at)
    if not t.opens(at):
        return None
    if word in _WORD_SIGNS:
        return _word_sign(t, at)
    return _letters(t, at) if word in _LETTERS else _code(t, at)


def _letters(t: Tokens, at: int) -> Currency | None:
    """Read the letters of a currency right before an amount with thousands, decimals or a scale."""
    word, raw, number = t.words[at], t.raw(at), t.words[at + 1]
    if not raw[0].isupper() or t.gaps[at + 1] or not number[:1].isdecimal() or (len(word) == 1 and not raw.isupper()):
        return None
    scaled = t.words[at + 2] in ALL_SCALES or t.words[at + 2] in GLUED_SCALES or t.words[at + 2] in ABBREVIATED
    marked = not number.isdecimal() and len(number) > _LEAST_MARKED
    return Currency(at, at + 1, _LETTERS[word]) if scaled or marked or len(word) > 1 else None


def _word_sign(t: Tokens, at: int) -> Currency | None:
    """Read `Rs`, `Rs.`, `RM`, `RMB`; in small letters only *rs* and *rmb*."""
    word, raw = t.words[at], t.raw(at)
    end = at + 1 + (t.words[at + 1] == "." and not t.gaps[at + 1])
    known = word in ("rs", "rmb") or raw.isupper() or (raw[0].isupper() and word in _CAPITALISED_SIGNS)
    return Currency(at, end, SIGNS[word]) if known and t.gaps[end] <= 1 else None


def _code(t: Tokens, at: int) -> Currency | None:
    """Read `EUR`, and `USD$`."""
    code = t.words[at].upper()
    end = at + 1 + (t.words[at + 1] in _SYMBOLS and not t.gaps[at + 1])
    known = code in CODES and (t.raw(at) == code or t.words[at] in _SMALL_LETTERS)
    return Currency(at, end, code) if known and t.gaps[end] <= 1 else None


def _symbol(t: Tokens, at: int) -> Currency | None:
    """Read a sign with the letters glued before or behind it: `HK$`, `$US`."""
    word, words, gaps = t.words[at], t.words, t.gaps
    first = at
    if not gaps[at] and (sign := _PREFIXED.get(words[at - 1])) and sign[-1] == word and t.opens(at - 1):
        return Currency(at - 1, at + 1, SIGNS[sign])
    if not gaps[at] and words[at - 4 : at] == ["u", ".", "s", "."] and word == "$":
        return Currency(at - 4, at + 1, "USD")
    if (
        not gaps[at] and words[at - 1][-1:].isalnum() and words[at - 1] != "â"
    ):  # Â£5: a pound sign that was decoded wrongly
        return None
    if word == "$" and words[at + 1] == "us" and not gaps[at + 1]:
        return Currency(first, at + 2, "USD")
    return Currency(first, at + 1, SIGNS[word])


def currency_behind(t: Tokens, at: int, amount: object = None, *, digits: bool = True) -> Currency | None:
    """Return the currency that begins at token `at` behind a number: *dollars*, *Swiss francs*, `EUR`, `€`, *cents*."""
    word, gaps = t.words[at], t.gaps
    if word in _SYMBOLS or word == "¢":
        return _sign_behind(t, at)
    if (
        t.words[at + 1] in _SYMBOLS
        and not gaps[at + 1]
        and (sign := _PREFIXED.get(word))
        and sign[-1] == t.words[at + 1]
    ):
        return Currency(at, at + 2, SIGNS[sign]) if t.raw(at).isupper() and t.ends_word(at + 2) else None
    if word in _CENTS and t.ends_word(at + 1):
        if word == "p" and (gaps[at] or not digits or amount in _LINES_OF_A_SCREEN):
            return None
        apart = word == "p" or gaps[at] or not digits or t.words[at - 1] == "-"
        return Currency(at, at + 1, _CENTS[word], cents=True) if apart else None
    if (named := _phrase(t, at)) is not None:
        return named
    if digits and t.ends_word(at + 1):
        raw = t.raw(at)
        if raw in CODES and raw not in _NEVER and fits_code(raw, amount):
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
    noun = NOUNS.get(words[at]) or (_INFORMAL.get(words[at]) if t.raw(at).islower() else None)
    if noun and t.ends_word(at + 1):
        if words[at + 1] in ("cent", "cents") and gaps[at + 1] == 1 and words[at][-1] != "s":
            return Currency(at, at + 2, noun, cents=True)  # euro cents
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
FIRST_BEHIND = frozenset(
    (*_SYMBOLS, *_PREFIXED, *_CENTS, *NOUNS, *_INFORMAL, *_FIRST_WORDS, "u", *(code.lower() for code in CODES))
)
"""Tokens at which a currency may begin behind a number."""


def fits_code(code: str, amount: object) -> bool:
    """Whether an amount may stand beside a code: any amount beside a common one."""
    return code in _COMMON_CODES or _is_large(amount)


def _is_large(amount: object) -> bool:
    return amount is None or float(str(amount)) >= _SMALLEST_WON


def is_currency(t: Tokens, at: int) -> bool:
    """Whether the name of a currency stands at token `at`."""
    return _phrase(t, at) is not None


def is_verb(currency: Currency, t: Tokens, amount: object) -> bool:
    """Whether *won* is a verb: behind a number below a hundred."""
    return t.words[currency.end - 1] == "won" and currency.end == currency.first + 1 and not _is_large(amount)
