"""Names of one thing that share no word: states with their people, parties, cities, offices. Facts of common knowledge.

A group is a line. Behind the first bar stand the people or adjectives: a demonym supports its state and the other way round
(guidelines, rule 3.7). `Manchester United` and `Man Utd` are one club; `Leeds` and `Leeds United` share a word and need no line.
"""

from __future__ import annotations

import re
from functools import lru_cache

from chipbrief.language.states import STATES
from chipbrief.language.tokens import NameIndex, key
from chipbrief.records import EntityType

_OTHERS = """
GPE: New York City; NYC; New York
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
ORG: Federal Reserve
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
ORG: Al Qaeda; al-Qaida
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
NORP: Jewish; Jew; Jews
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


_APART = """
GPE: New York City; New York; New York State | New Yorker; New Yorkers
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

_RENAMED = """
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
ORG: UNICEF; United Nations Children's Fund
ORG: Facebook; Meta Platforms
-: Koran; Quran; Qur'an
-: police constable; PC
"""
"""Other spellings and former names of one thing."""


@lru_cache(maxsize=1)
def names_of_others() -> frozenset[tuple[str, ...]]:
    """Return the names of `_APART` by their keys."""
    names = (key(name) for line in _APART.strip().splitlines() for name in re.split(r"[|;]", line.partition(": ")[2]))
    return frozenset(name for name in names if len(name) > 1)


_LINES = [line for table in (STATES, _OTHERS, _APART, _RENAMED) for line in table.strip().splitlines()]


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
