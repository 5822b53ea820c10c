"""Places that datelines name, and how an unknown one is told from other words in capitals."""

from __future__ import annotations

import re

from chipbrief.language.lexicon import is_name, is_word

KNOWN_PLACES = frozenset(
    place.strip()
    for place in """
    ABU DHABI|ABUJA|ACCRA|ADDIS ABABA|ALGIERS|ALMATY|AMMAN|AMSTERDAM|ANKARA|ASTANA|ATHENS|ATLANTA|AUCKLAND|BAGHDAD|BAKU|BANGALORE
    |BANGKOK|BARCELONA|BEIJING|BEIRUT|BELFAST|BELGRADE|BENGALURU|BERLIN|BERN|BOGOTA|BOSTON|BRASILIA|BRATISLAVA|BRUSSELS|BUCHAREST
    |BUDAPEST|BUENOS AIRES|CAIRO|CALIFORNIA|CANBERRA|CAPE TOWN|CARACAS|CHENGDU|CHENNAI|CHICAGO|COLOMBO|COPENHAGEN|DAKAR|DALLAS
    |DAMASCUS|DAVOS|DELHI|DETROIT|DHAKA|DOHA|DUBAI|DUBLIN|EDINBURGH|FRANKFURT|FUKUOKA|GAZA|GENEVA|GUANGZHOU|HAMBURG|HANOI|HARARE
    |HANGZHOU|HARBIN|HAVANA|HELSINKI|HIROSHIMA|HO CHI MINH CITY|HONG KONG|HOUSTON|HYDERABAD|ISLAMABAD|ISTANBUL|JAKARTA|JERUSALEM|JOHANNESBURG
    |KABUL|KARACHI|KATHMANDU|KHARTOUM|KIEV|KINSHASA|KOLKATA|KUALA LUMPUR|KUWAIT|KYIV|KYOTO|LAGOS|LAHORE|LAS VEGAS|LIMA|LISBON|LIVERPOOL
    |LJUBLJANA|LONDON|LOS ANGELES|LUXEMBOURG|LYON|MACAU|MADRID|MANCHESTER|MANILA|MELBOURNE|MEXICO CITY|MIAMI|MILAN|MINSK|MOSCOW|MUMBAI
    |MUNICH|NAGOYA|NAIROBI|NAYPYITAW|NEW DELHI|NEW YORK|NICOSIA|OSAKA|OSLO|OTTAWA|PARIS|PERTH|PETALING JAYA|PHNOM PENH|PRAGUE|PRETORIA|PUTRAJAYA|PYONGYANG|QUITO
    |RABAT|RAMALLAH|REYKJAVIK|RIGA|RIO DE JANEIRO|RIYADH|ROME|ROTTERDAM|SAN DIEGO|SAN FRANCISCO|SAN JOSE|SANTIAGO|SAO PAULO|SAPPORO
    |SARAJEVO|SEATTLE|SEOUL|SHANGHAI|SHENZHEN|SINGAPORE|SOFIA|STOCKHOLM|STRASBOURG|STUTTGART|SYDNEY|TAIPEI|TALLINN|TASHKENT|TBILISI
    |TEHRAN|TEL AVIV|THE HAGUE|TOKYO|TORONTO|TRIPOLI|TUNIS|TURIN|UNITED NATIONS|VANCOUVER|VATICAN CITY|VIENNA|VIENTIANE|VILNIUS|WARSAW
    |WASHINGTON|WELLINGTON|WUHAN|XIAMEN|YANGON|YEREVAN|YOKOHAMA|ZAGREB|ZURICH
    |BALTIMORE|SEREMBAN|IPOH|GEORGE TOWN|JOHOR BAHRU|KOTA KINABALU|KUCHING|MELAKA|SHAH ALAM|KUALA TERENGGANU|KOTA BARU|PHILADELPHIA|DENVER|PHOENIX|AUSTIN
    |PORTLAND|NASHVILLE|ST. LOUIS|NEW ORLEANS|SALT LAKE CITY|PITTSBURGH|CLEVELAND|CINCINNATI|MINNEAPOLIS|MILWAUKEE|HONOLULU|GUATEMALA CITY|PANAMA CITY|SAN SALVADOR
    """.replace("\n", "").split("|")
)
"""Places that datelines name, in capitals."""


def known_place(capitals: str) -> str | None:
    """Return the longest known place at the end of a text in capitals: NEW YORK for “PAK YIU NEW YORK”."""
    words = capitals.split()
    tails = (" ".join(words[start:]) for start in range(len(words)))
    return next((tail for tail in tails if tail in KNOWN_PLACES), None)


_NO_PLACES = frozenset(
    "NATO NASA OPEC ASEAN BRICS AUKUS FIFA UEFA UNESCO UNICEF UNHCR INTERPOL EUROPOL FRONTEX NAFTA USMCA MERCOSUR APEC COVID AIDS DARPA FEMA OSHA NCAA NASCAR "
    "USAID UNRWA OSCE EXCLUSIVE BREAKING UPDATE UPDATED EXPLAINER FACTBOX LIVESTREAM LIVEBLOG PODCAST INFOGRAPHIC TIMELINE ADVERTORIAL SPOILER "
    "NVIDIA GOOGLE AMAZON MICROSOFT APPLE TESLA BOEING AIRBUS INTEL HUAWEI SAMSUNG TOYOTA HAMAS HEZBOLLAH TALIBAN FACEBOOK TWITTER TIKTOK OPENAI".split()
)
"""Words in capitals before a dash that are no places: acronyms, labels, and names of companies and groups that the news often begins with."""


def place_like(capitals: str) -> bool:
    """Return whether words in capitals may be a place that no list has: a name, or words of at least four letters that no word list has.

    EXCLUSIVE and WEATHER are words; NATO is an acronym.
    """
    words = [word for word in re.split(r"[ /]", capitals) if word.strip(".'-")]
    if any(word in _NO_PLACES for word in words):
        return False
    lowered = [word.strip(".'-").casefold().removesuffix("'s") for word in words]
    named = [word for word in lowered if not is_word(word)]
    return any(len(word) >= 5 or (len(word) == 4 and is_name(word)) for word in named) or is_town(capitals)


def is_town(name: str) -> bool:
    """Return whether a name has the shape of a town: PORT …, SAN …, NEW …, … CITY, … SPRINGS."""
    words = name.casefold().replace(".", "").split()
    beginnings, ends = (
        {"port", "san", "santa", "fort", "saint", "st", "mount", "lake", "palm"},
        {"city", "springs", "falls", "beach"},
    )
    return len(words) >= 2 and (words[0] in beginnings or words[-1] in ends)
