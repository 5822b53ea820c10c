"""Names of one thing that share no word: states with their people, parties, cities, offices. Facts of common knowledge.

A group is a line. Behind the first bar stand the people or adjectives: a demonym supports its state and the other way round
(guidelines, rule 3.7). `Manchester United` and `Man Utd` are one club; `Leeds` and `Leeds United` share a word and need no line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from chipbrief.language.index import NameIndex
from chipbrief.language.renamed import APART, RENAMED
from chipbrief.language.states import CODES, STATES, TOWNS
from chipbrief.language.tokens import key
from chipbrief.records import EntityType

_OTHERS = """
GPE: Los Angeles; LA; L.A.
GPE: Washington DC; Washington; DC; D.C.
GPE: Northern Ireland; NI
ORG: European Union; EU; Europe
ORG: Manchester United; Man Utd; Man United
ORG: Manchester City; Man City
ORG: Tottenham; Tottenham Hotspur; Spurs
ORG: Wolverhampton Wanderers; Wolves
ORG: Paris Saint-Germain; Paris St-Germain; PSG
ORG: Queens Park Rangers; QPR
ORG: West Bromwich Albion; West Brom; WBA
ORG: Conservative Party; Conservative; Conservatives; Tory; Tories
ORG: Labour; Labour Party
ORG: Liberal Democrats; Liberal Democrat; Lib Dem; Lib Dems
ORG: Republican; Republicans; GOP; Republican Party
ORG: Democrat; Democrats; Democratic; Democratic Party
ORG: FBI; Federal Bureau of Investigation
ORG: Islamic State; IS; ISIS; ISIL; Isis; Daesh; Islamic State of Iraq and Syria
ORG: Metropolitan Police; Met Police; Scotland Yard
ORG: NHS; National Health Service; health service
ORG: Google; Alphabet
ORG: United Nations; UN
ORG: International Monetary Fund; IMF
ORG: World Bank
ORG: Nato; North Atlantic Treaty Organization
ORG: Red Cross
ORG: White House
ORG: Downing Street; No 10; Number 10
ORG: House of Commons; Commons
ORG: House of Lords; Lords
ORG: House of Representatives
ORG: Supreme Court
ORG: High Court
ORG: Court of Appeal; Appeal Court
ORG: Home Office
ORG: Foreign Office
ORG: Bank of England
ORG: Federal Reserve; Fed
ORG: Associated Press; AP
ORG: New York Times
ORG: Wall Street Journal
ORG: Washington Post
ORG: Daily Mail
ORG: Daily Telegraph
ORG: Sky News
ORG: Fox News
ORG: Sinn Fein
ORG: Plaid Cymru
ORG: Green Party; Greens
ORG: Al Qaeda; al-Qaida; Qaeda; Qaida
ORG: Boko Haram
ORG: Royal Mail
ORG: British Airways; BA
ORG: Marks and Spencer; M&S
ORG: General Motors; GM
ORG: Crystal Palace
ORG: West Ham; West Ham United
ORG: Aston Villa
ORG: Real Madrid
ORG: Nottingham Forest
ORG: Sheffield Wednesday
ORG: Premier League
ORG: Champions League
ORG: Europa League
ORG: World Anti-Doping Agency; Wada
ORG: Crown Prosecution Service; CPS
ORG: Royal College of Nursing; RCN
ORG: US Geological Survey; USGS
EVENT: World Cup
EVENT: Six Nations
EVENT: Grand National
EVENT: Commonwealth Games
EVENT: Olympic Games; Olympics; Olympic
EVENT: French Open; Roland Garros
EVENT: US Open
EVENT: Australian Open
EVENT: Ryder Cup
EVENT: FA Cup
EVENT: League Cup
EVENT: Davis Cup
EVENT: Tour de France
LOC: Silicon Valley
LOC: Middle East
LOC: West Bank
GPE: South Wales
GPE: Greater Manchester
GPE: West Midlands
GPE: San Francisco
GPE: San Diego
GPE: New Orleans
GPE: New Jersey
GPE: New Mexico
GPE: New Hampshire
GPE: West Virginia
GPE: North Carolina
GPE: South Carolina
GPE: North Dakota
GPE: South Dakota
GPE: St Louis
GPE: Las Vegas
GPE: Cape Town
GPE: New Delhi
ORG: National Crime Agency; NCA
ORG: Environment Agency
ORG: Care Quality Commission; CQC
ORG: Financial Conduct Authority; FCA
ORG: Serious Fraud Office; SFO
ORG: Health and Safety Executive; HSE
ORG: Office for National Statistics; ONS
ORG: European Central Bank; ECB
ORG: European Commission
ORG: European Parliament
ORG: World Health Organization; WHO
ORG: World Trade Organization; WTO
ORG: International Olympic Committee; IOC
ORG: International Criminal Court; ICC
ORG: Ministry of Defence; MoD
ORG: Ministry of Justice
ORG: Department of Health
ORG: Department for Education
ORG: State Department
ORG: Justice Department; Department of Justice
ORG: Security Council
ORG: Court of Session
ORG: Old Bailey; Central Criminal Court
ORG: Crown Court
ORG: Welsh Assembly; National Assembly for Wales
ORG: Royal Navy
ORG: Royal Air Force; RAF
ORG: Royal Family
ORG: National Trust
ORG: National Grid
ORG: Network Rail
ORG: Met Office
ORG: Democratic Unionist Party; DUP
ORG: Scottish National Party; SNP
ORG: UK Independence Party; UKIP
ORG: Muslim Brotherhood
ORG: League One
ORG: League Two
ORG: National League
ORG: Super League
EVENT: Champions Cup
EVENT: Challenge Cup
EVENT: Scottish Cup
EVENT: Super Bowl
EVENT: Golden Globes; Golden Globe
EVENT: Nobel Prize
EVENT: Booker Prize
EVENT: Turner Prize
LOC: North Sea
LOC: Irish Sea
LOC: Red Sea
LOC: Black Sea
LOC: South China Sea
LOC: Lake District
LOC: Peak District
LOC: Isle of Wight
LOC: Isle of Man
LOC: Gulf of Mexico
LOC: English Channel
NORP: Muslim; Muslims; Islam; Islamic
NORP: Jewish; Jew; Jews; Judaism
NORP: Hindu; Hindus; Hinduism
NORP: Sikh; Sikhs; Sikhism
NORP: Jain; Jains; Jainism
NORP: Protestant; Protestants; Protestantism
NORP: Christian; Christians; Christianity
NORP: Catholic; Catholics; Roman Catholic
-: Covid; Covid19; Covid-19; coronavirus
-: prime minister; PM
-: St; Saint
-: MP; member of parliament
-: chief executive; CEO
-: World War Two; World War II; Second World War; WW2; WWII
-: World War One; World War I; First World War; WW1; WWI
"""


_LINES = [line for table in (STATES, _OTHERS, APART, RENAMED) for line in table.strip().splitlines()]


_CODE = re.compile(r"\(([A-Z][A-Za-z]{1,2})\)")


@lru_cache(maxsize=1)
def groups() -> tuple[NameIndex, dict[str, EntityType | None]]:
    """All names of all groups, each leading to its group's number, and the type that a name of the table states.

    A name in two groups (*Europe*) leads to the first one.
    """
    names: list[tuple[str, str]] = []
    types: dict[str, EntityType | None] = {}
    for number, line in enumerate(_LINES):
        kind, colon, rest = line.rpartition(": ")
        for part, its_type in zip(rest.split(" | "), (kind if colon else "GPE", "NORP"), strict=False):
            for name in part.split(";"):
                names.append((name.strip(), str(number)))
                types.setdefault(name.strip().casefold(), None if its_type == "-" else its_type)  # type: ignore[arg-type]
    return NameIndex(names), types


def type_of(name: str) -> EntityType | None:
    """The type of a name of the table; null for any other."""
    return groups()[1].get(name.casefold())


def groups_of_codes(text: str) -> Iterator[str]:
    """Yield the groups of the states whose codes stand in brackets: *T Beckwith (Eng)*."""
    for match in _CODE.finditer(text):
        if (state := CODES.get(match[1].casefold())) is not None:
            yield groups()[0].owner[key(state)]


@lru_cache(maxsize=1)
def towns_of() -> dict[tuple[str, ...], frozenset[str]]:
    """Return the towns of each people in `TOWNS`, by the keys of its name."""
    return {key(people): frozenset(town for town in TOWNS if TOWNS[town] == people) for people in TOWNS.values()}
