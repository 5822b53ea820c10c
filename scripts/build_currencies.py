#!/usr/bin/env python3
"""Build chipbrief/language/values/currencies.json from Babel's copy of the Unicode CLDR (extra `dev`).

The file holds the codes of current currencies, their signs and their English names. At run time only the file is read.

examples:
  python scripts/build_currencies.py
  python scripts/build_currencies.py --check     exit 1 if the file is stale
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from pathlib import Path
from typing import Any

from chipbrief.files import write_or_check
from chipbrief.language.states import STATES
from chipbrief.problems import run_script

ROOT = Path(__file__).resolve().parents[1]
PATH = ROOT / "chipbrief" / "language" / "values" / "currencies.json"
HISTORIC = ("(", ")")
"""Signs in the English names of old currencies (with their years), funds and units of account."""
NO_MONEY = frozenset(
    "XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX BOV CHE CHW CLF COU MXV USN UYI UYW".split()
)
COMMON_FUNDS = frozenset(("XAF", "XCD", "XOF", "XPF", "XCG"))
"""Codes that begin with X and are money that people pay with."""
NOUNS = {
    "dollar": "USD", "pound": "GBP", "franc": "CHF", "peso": "MXN", "rupee": "INR", "won": "KRW", "krona": "SEK", "kronor": "SEK",
    "krone": "NOK", "kroner": "NOK", "lira": "TRY", "riyal": "SAR", "rial": "IRR", "dirham": "AED", "rouble": "RUB", "ruble": "RUB",
    "reais": "BRL", "yuan": "CNY", "renminbi": "CNY", "euro": "EUR", "yen": "JPY", "rand": "ZAR", "zloty": "PLN",
    "shekel": "ILS", "naira": "NGN", "cedi": "GHS", "baht": "THB", "ringgit": "MYR", "hryvnia": "UAH",
    "forint": "HUF", "rupiah": "IDR",
}  # fmt: skip
"""What a name means without a country, as the news uses it."""
WORDS_TOO = frozenset(
    "gold real reals mark marks pula pulas sol soles som soms dram drams kip kips lek lev leva lei leu".split()
)
"""Names that are other words more often: they count with their country (*Romanian lei*)."""
ADJECTIVES = {"american dollar": "USD", "u.s. dollar": "USD", "taiwan dollar": "TWD", "taiwanese dollar": "TWD", "british pound": "GBP",
              "sterling": "GBP", "pound sterling": "GBP", "turkish lira": "TRY", "israeli shekel": "ILS", "emirati dirham": "AED",
              "uae dirham": "AED", "qatari riyal": "QAR", "russian rouble": "RUB", "belarusian rouble": "BYN", "saudi riyal": "SAR",
              "chinese renminbi": "CNY", "danish krone": "DKK", "swedish crown": "SEK", "norwegian crown": "NOK", "danish crown": "DKK",
              "czech crown": "CZK", "icelandic crown": "ISK", "hong kong dollar": "HKD", "korean won": "KRW", "south african rand": "ZAR",
              "polish zloty": "PLN", "singaporean dollar": "SGD", "nigerian naira": "NGN", "brazilian reai": "BRL",
              "cfa franc": "XOF", "trinidad dollar": "TTD", "kuwait dinar": "KWD", "gulf riyal": "SAR"}  # fmt: skip
"""Names that the news uses and CLDR does not."""
SIGNS = {
    "US$": "USD", "$US": "USD", "U.S.$": "USD", "HK$": "HKD", "S$": "SGD", "A$": "AUD", "AU$": "AUD", "C$": "CAD",
    "CA$": "CAD", "NZ$": "NZD", "NT$": "TWD", "MX$": "MXN", "J$": "JMD", "R$": "BRL", "$": "USD", "€": "EUR",
    "£": "GBP", "¥": "JPY", "CN¥": "CNY", "RMB": "CNY", "₹": "INR", "RS": "INR", "RS.": "INR", "RE.": "INR",
    "KSH": "KES", "TK": "BDT", "TL": "TRY", "GH₵": "GHS", "CAN$": "CAD", "MEX$": "MXN", "TT$": "TTD", "EC$": "XCD", "BZ$": "BZD",
    "RM": "MYR", "RP": "IDR", "₩": "KRW", "₽": "RUB", "₱": "PHP", "₺": "TRY", "₪": "ILS", "₦": "NGN", "₴": "UAH",
    "₫": "VND", "฿": "THB", "₡": "CRC", "₲": "PYG", "₵": "GHS", "₸": "KZT", "₮": "MNT", "₭": "LAK", "৳": "BDT",
    "៛": "KHR", "₾": "GEL", "₼": "AZN", "֏": "AMD", "FR": "CHF", "SFR": "CHF", "ZŁ": "PLN", "KČ": "CZK",
}  # fmt: skip
"""Signs in front of a number, in capitals. CLDR gives one sign to several currencies; these are the news' readings."""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file is stale")
    args = parser.parse_args(argv)
    text = json.dumps(_tables(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return write_or_check({PATH: text.encode()}, args.check, ROOT)


def _adjectives(phrase: str) -> list[str]:
    """Return a name with every adjective of its country: *Nepali rupees* for *Nepalese rupees*."""
    first, _, noun = phrase.rpartition(" ")
    for line in STATES.strip().splitlines():
        people = [one.strip().casefold() for one in line.partition("|")[2].split(";")]
        if first in people:
            return [phrase, *(f"{one} {noun}" for one in people if one != first and not one.endswith("s"))]
    return [phrase]


def _tables() -> dict[str, Any]:
    """Return the tables of the file: `codes`, `nouns`, `phrases` (name with country) and `signs`."""
    names = _names()
    phrases = {
        form: code for code, found in names.items() for phrase in found if " " in phrase for form in _adjectives(phrase)
    }
    lasts: dict[str, set[str]] = {}
    for code, found in names.items():
        for phrase in found:
            lasts.setdefault(phrase.split()[-1], set()).add(code)
    nouns = {last: min(codes) for last, codes in lasts.items() if len(codes) == 1 and last not in WORDS_TOO}
    nouns |= {form: code for noun, code in NOUNS.items() for form in (noun, f"{noun}s" if noun[-1] != "s" else noun)}
    phrases |= {form: code for phrase, code in ADJECTIVES.items() for form in (phrase, f"{phrase}s")}
    return {"codes": sorted(names), "nouns": nouns, "phrases": phrases, "signs": SIGNS}


def _names() -> dict[str, set[str]]:
    """Return the English names of each current currency in small letters, in singular and plural."""
    from babel import Locale
    from babel.core import get_global

    current = {
        code
        for found in get_global("territory_currencies").values()
        for code, _, end, tender in found
        if end is None and tender
    }
    locale = Locale("en")
    plurals = locale._data["currency_names_plural"]
    names = {}
    for code in sorted(current - (NO_MONEY - COMMON_FUNDS)):
        found = {locale.currencies[code], *plurals.get(code, {}).values()}
        found |= {name.replace(" new ", " ") for name in map(str.lower, found)} | {
            name.replace("-", " ") for name in found
        }
        found |= {_without_accents(name) for name in found}
        names[code] = {name.lower() for name in found if not any(sign in name for sign in HISTORIC)}
    return names


def _without_accents(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))


if __name__ == "__main__":
    run_script(main)
