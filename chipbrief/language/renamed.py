"""Names that hold the name of another place, and other spellings and former names of one thing. Lines as in `aliases`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import compress, count

from chipbrief.language.tokens import Cut, key

_BREAKS = frozenset(".,:;!?()")

APART = """
GPE: New York City; NYC; New York; New York State | New Yorker; New Yorkers
GPE: New Mexico | New Mexican; New Mexicans
GPE: West Virginia | West Virginian; West Virginians
GPE: New Jersey
GPE: New Hampshire
GPE: New England
GPE: New Orleans
GPE: New South Wales
GPE: New Brunswick
GPE: New Caledonia
GPE: New Britain
GPE: New Haven
GPE: New London
GPE: New Bedford
GPE: New Plymouth
GPE: Papua New Guinea; New Guinea; PNG | Papua New Guinean
GPE: Guinea-Bissau
GPE: New Zealand
GPE: West Bengal
GPE: East Germany
GPE: West Germany
GPE: Dominican Republic
GPE: East Jerusalem
GPE: New Amsterdam
GPE: New Castle
GPE: Nova Scotia
GPE: Equatorial Guinea
GPE: British Columbia | British Columbian
GPE: British Virgin Islands
GPE: American Samoa
GPE: Kansas City
GPE: Jersey City
GPE: East London
GPE: Baja California
GPE: Northern Ireland | Northern Irish
GPE: South Sudan | South Sudanese
LOC: Gulf of Mexico
LOC: Gulf of Guinea
LOC: Gulf of California
LOC: Indian Ocean
LOC: English Channel
LOC: Irish Sea
LOC: Norwegian Sea
LOC: South China Sea
LOC: East China Sea
LOC: Sea of Japan
LOC: Philippine Sea
LOC: Gulf of Oman
LOC: Lake Michigan
LOC: Lake Victoria
LOC: Mississippi River
LOC: Ohio River
LOC: Colorado River
LOC: Delaware River
LOC: Missouri River
ORG: Bank of America
"""
"""Names that hold the name of another place, which they do not support: *New Mexico* is not in *Mexico*."""

RENAMED = """
GPE: Kyiv; Kiev
GPE: Kharkiv; Kharkov
GPE: Odesa; Odessa
GPE: Lviv; Lvov
GPE: Dnipro; Dnepropetrovsk; Dnipropetrovsk
GPE: Mykolaiv; Nikolaev; Mykolayiv
GPE: Zaporizhzhia; Zaporizhia; Zaporozhye; Zaporizhzhya
GPE: Chernobyl; Chornobyl
GPE: Luhansk; Lugansk
GPE: Donbas; Donbass
GPE: Mumbai; Bombay
GPE: Kolkata; Calcutta
GPE: Chennai; Madras
GPE: Bengaluru; Bangalore
GPE: Pune; Poona
GPE: Varanasi; Benares
GPE: Gurugram; Gurgaon
GPE: Beijing; Peking
GPE: Guangzhou; Canton
GPE: Chongqing; Chungking
GPE: Yangon; Rangoon
GPE: Ho Chi Minh City; Saigon
GPE: Astana; Nur-Sultan
GPE: Almaty; Alma-Ata
GPE: St Petersburg; Saint Petersburg; Leningrad
GPE: Eswatini; Swaziland | Swazi; Swazis
GPE: Cape Verde; Cabo Verde
GPE: East Timor; Timor-Leste
GPE: Macau; Macao
GPE: Mecca; Makkah
GPE: Marrakesh; Marrakech
GPE: Kathmandu; Katmandu
GPE: Sanaa; Sana'a
GPE: Dhaka; Dacca
GPE: Jakarta; Batavia
GPE: Tehran; Teheran
GPE: Gothenburg; Goteborg
GPE: Florence; Firenze
GPE: Cologne; Koln
GPE: Munich; Munchen
GPE: Seville; Sevilla
GPE: Turin; Torino
GPE: The Hague; Den Haag
GPE: Antwerp; Antwerpen
PERSON: Gaddafi; Qaddafi; Gadhafi; Kadhafi; Khadafy; Qadhafi
PERSON: Bin Laden; Bin Ladin
PERSON: Mao Zedong; Mao Tse-tung
PERSON: Lukashenko; Lukashenka
PERSON: Tchaikovsky; Chaikovsky
PERSON: Yeltsin; Eltsin
PERSON: Muhammad; Mohammed; Mohammad; Mohamed; Muhammed
PERSON: Hussein; Husain; Hussain; Husayn
ORG: Hezbollah; Hizbollah; Hizbullah; Hizballah
ORG: Houthi; Houthis; Huthi; Huthis
ORG: Taliban; Taleban
ORG: ASEAN; Association of Southeast Asian Nations; Association of South East Asian Nations
ORG: OPEC; Organization of the Petroleum Exporting Countries
ORG: NASA; National Aeronautics and Space Administration
ORG: OECD; Organisation for Economic Co-operation and Development; Organization for Economic Cooperation and Development
ORG: BCCI; Board of Control for Cricket in India
ORG: UCLA; University of California, Los Angeles
ORG: UNICEF; United Nations Children's Fund
ORG: Facebook; Meta Platforms; Meta
-: Koran; Quran; Qur'an
-: police constable; PC
"""
"""Other spellings and former names of one thing."""


CLUBS = """
arizona: cardinals diamondbacks coyotes wildcats
carolina: panthers hurricanes
colorado: rockies avalanche rapids
florida: panthers gators
indiana: pacers fever hoosiers
minnesota: vikings twins timberwolves wild lynx united
tennessee: titans volunteers
texas: rangers longhorns
utah: jazz utes mammoth
california: angels
michigan: wolverines
ohio: bobcats buckeyes
oregon: ducks
georgia: bulldogs
alabama: crimson tide
kentucky: wildcats
virginia: cavaliers
washington: commanders wizards nationals capitals redskins mystics huskies
kansas: jayhawks
iowa: hawkeyes
nebraska: cornhuskers
oklahoma: sooners thunder
wisconsin: badgers
"""
"""US clubs with the name of a state, which they do not support: *Texas* did not win if the *Texas Rangers* did."""


@lru_cache(maxsize=1)
def _clubs_of_states() -> dict[str, frozenset[str]]:
    lines = (line.partition(":") for line in CLUBS.strip().splitlines())
    return {state: frozenset(clubs.split()) for state, _, clubs in lines}


@lru_cache(maxsize=1)
def _states_with_clubs() -> frozenset[str]:
    return frozenset(_clubs_of_states())


def places_in_clubs(keys: Sequence[str], known: frozenset[str]) -> list[tuple[int, int]]:
    """Return where a state stands only as the first word of a club. `known` holds all `keys`."""
    clubs = _clubs_of_states()
    found: list[tuple[int, int]] = []
    for state in known & _states_with_clubs():
        if known.isdisjoint(clubs[state]):
            continue
        places = compress(count(), map(state.__eq__, keys[:-1]))
        found += [(at, at + 1) for at in places if keys[at + 1] in clubs[state]]
    return found


def places_of_others(found: Cut, names: Iterable[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Return which of these names in a text are of `APART`, as (first token, one past the last). In “NEW: London” is no *New London*."""
    others = names_of_others()
    return [
        (first, last)
        for first, last, _ in names
        if last - first > 1
        and tuple(found.keys[first:last]) in others
        and _BREAKS.isdisjoint(found.text[found.starts[first] : found.ends[last - 1]])
    ]


@lru_cache(maxsize=1)
def names_of_others() -> frozenset[tuple[str, ...]]:
    """Return the names of `APART` by their keys."""
    names = (key(name) for line in APART.strip().splitlines() for name in re.split(r"[|;]", line.partition(": ")[2]))
    return frozenset(name for name in names if len(name) > 1)


@lru_cache(maxsize=1)
def _by_beginning() -> tuple[dict[str, list[tuple[tuple[str, ...], str]]], frozenset[str]]:
    """Return the same with the runs of their words, by their first words; and these words."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name in sorted(names_of_others()):
        found.setdefault(name[0], []).append((name, f" {' '.join(name)} "))
    return found, frozenset(found)


@lru_cache(maxsize=1)
def beginnings_of_others() -> frozenset[str]:
    """Return the first words of these names and of the clubs: a text with none of these words has none of these names."""
    return _by_beginning()[1] | _states_with_clubs()


def has_names_of_others(keys: frozenset[str], run: str) -> bool:
    """Return whether one of these names is in a text with these `keys`; `run` has them with a blank before and behind each."""
    names, beginnings = _by_beginning()
    return any(name[1] in keys and as_run in run for first in keys & beginnings for name, as_run in names[first])
