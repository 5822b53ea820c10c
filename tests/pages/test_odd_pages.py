"""Odd pages: whatever their shape, no sentence of an article may vanish from its text."""

from __future__ import annotations

import re

import pytest

from chipbrief.pages import clean

B1 = "The council of Tornby voted on Monday to close the old bridge until the spring, when new steel arrives."
B2 = "Drivers must take the road along the river, which adds nine kilometres to the way into town."
B3 = "Nobody was hurt when two cables snapped last week, the police said."
B4 = "The repairs will cost 4 million crowns, of which the state pays half."
B5 = "The mayor, Olaf Brand, promised a new ferry for the summer months."
TITLE = "Old bridge to close"

AGES = [
    "a minute ago",
    "an hour ago",
    "1h",
    "3h ago",
    "2 hrs ago",
    "in 2 hours",
    "just now",
    "Just Now",
    "moments ago",
    "a moment ago",
    "half a minute ago",
    "less than a minute ago",
    "about 3 hours ago",
    "over a year ago",
    "almost 2 years ago",
    "1 day, 3 hours ago",
    "2d",
    "5 m",
    "Mon, 3 Mar 2025 10:15:00 GMT",
    "2025-03-03T10:15:00+01:00",
    "3 mars 2025",
    "vor 5 Minuten",
    "hace 2 horas",
    "il y a 3 jours",
    "2 時間前",
    "3小时前",
    "منذ ساعتين",
    "2 godziny temu",
    "há 3 horas",
    "3 dagen geleden",
    "5 минут назад",
    "last Tuesday",
    "on Friday",
    "Tuesday",
    "March 3",
    "Mar 3",
    "3 Mar",
    "10:15",
    "10:15 AM",
    "10.15 Uhr",
    "yesterday at 5 pm",
    "Today 10:15",
    "Updated 3 hours ago",
    "Published: 3 March 2025, 10:15 GMT",
    "3/3/25",
    "03.03.2025 - 10:15",
    "Q1 2025",
    "2 weeks ago • 3 min read",
    "few seconds ago",
    "1 fortnight ago",
    "twenty minutes ago",
    "3 days",
    "3 days 2 hours ago",
]

PAGES: dict[str, tuple[str, list[str], list[str]]] = {
    'one-word lines': (f'{TITLE}\n{B1}\nWhy?\nMoney.\nSteel\nis scarce.\n{B2}\nYes\nNo\n{B3}\n', [B1, 'Why?', 'Money.', 'is scarce.', B2, 'Yes', 'No', B3], []),
    'crlf blank': (f'{TITLE}\r\n\r\n{B1}\r\n\r\n{B2}\r\n\r\nBy Ada Quill\r\n\r\n{B3}\r\n', [B1, B2, B3], []),
    'old mac': (f'{TITLE}\r\r{B1}\r\r{B2}\r', [B1, B2], []),
    'standfirst + byline + date': (f'{TITLE}\nTown loses its only crossing for half a year\nBy Ada Quill and Bo Lind\n3 March 2025\n{B1}\n{B2}\n{B3}\n', [B1, B2, B3], []),
    'list': (f'Five things about the bridge\n{B1}\n1. It was built in 1921\n2. It is 300 metres long\n3. Nine people guard it\n- Steel\n- Stone\n• Wood from Norland\n{B2}\n', [B1, 'It was built in 1921', 'It is 300 metres long', 'Nine people guard it', 'Steel', 'Stone', 'Wood from Norland', B2], []),
    'list with a colon': (f'What to bring\nBring the following things:\nBread\nWater\nA warm coat\nThen walk to the bridge, where a guide waits for all visitors at noon on every day.\n{B2}', ['Bread', 'Water', 'A warm coat', B2], []),
    'dialogue': (f'Interview with the mayor\nQ: Why close the bridge?\nA: It is unsafe\nQ: For how long?\nA: Until spring\n{B2}\n', ['Why close the bridge?', 'It is unsafe', 'For how long?', 'Until spring', B2], []),
    'poem': (f'A poem for the bridge\nOld iron over water\nWe walk on you no more\nThe river keeps your shadow\nA boat waits at the shore\n{B2}\n', ['Old iron over water', 'We walk on you no more', 'The river keeps your shadow', 'A boat waits at the shore', B2], []),
    'score table': (f'Football: Tornby win again\n{B1}\nTornby 3-1 Selden\nOstrel 0-0 Lindal\nTable: 1. Tornby 12, 2. Ostrel 9\n{B2}', [B1, 'Tornby 3-1 Selden', 'Ostrel 0-0 Lindal', 'Table: 1. Tornby 12, 2. Ostrel 9', B2], []),
    'rtl': ('الجسر القديم يغلق\nصوت مجلس المدينة يوم الاثنين على إغلاق الجسر القديم حتى الربيع.\nلم يصب أحد بأذى\nوقالت الشرطة إن كابلين انقطعا في الأسبوع الماضي.\nتبلغ تكلفة الإصلاح أربعة ملايين', ['صوت مجلس المدينة يوم الاثنين على إغلاق الجسر القديم حتى الربيع.', 'لم يصب أحد بأذى', 'وقالت الشرطة إن كابلين انقطعا في الأسبوع الماضي.', 'تبلغ تكلفة الإصلاح أربعة ملايين'], []),
    'hebrew aggregated': ('Video\nHashtags\nTry Our AI Features\nRelated Articles\nתורנבי פוסט\nלפני שעה\n- תורנבי פוסט\nהגשר הישן ייסגר\nמועצת העיר הצביעה ביום שני לסגור את הגשר הישן עד האביב.\nאיש לא נפגע\n', ['מועצת העיר הצביעה ביום שני לסגור את הגשר הישן עד האביב.', 'איש לא נפגע'], []),
    'cjk': ('老桥将关闭\n托恩比市议会周一投票决定将老桥关闭至春季\n没有人受伤\n警方说，上周有两根缆绳断裂。\n维修费用四百万\n', ['托恩比市议会周一投票决定将老桥关闭至春季', '没有人受伤', '警方说，上周有两根缆绳断裂。', '维修费用四百万'], []),
    'japanese byline': ('古い橋が閉鎖\n2025年3月3日\n記者\u3000山田太郎\n町議会は月曜日、古い橋を春まで閉鎖することを決めた。\nけが人はなかった\n', ['町議会は月曜日、古い橋を春まで閉鎖することを決めた。', 'けが人はなかった'], []),
    'korean': ('오래된 다리 폐쇄\n시의회는 월요일 봄까지 오래된 다리를 폐쇄하기로 했다.\n다친 사람은 없다\n', ['시의회는 월요일 봄까지 오래된 다리를 폐쇄하기로 했다.', '다친 사람은 없다'], []),
    'hindi': ('पुराना पुल बंद\nनगर परिषद ने सोमवार को पुराने पुल को बंद करने का फैसला किया।\nकोई घायल नहीं हुआ\n', ['नगर परिषद ने सोमवार को पुराने पुल को बंद करने का फैसला किया।', 'कोई घायल नहीं हुआ'], []),
    'thai no spaces': ('สะพานเก่าจะปิด\nสภาเมืองลงมติเมื่อวันจันทร์ให้ปิดสะพานเก่าจนถึงฤดูใบไม้ผลิ\nไม่มีผู้บาดเจ็บ\n', ['สภาเมืองลงมติเมื่อวันจันทร์ให้ปิดสะพานเก่าจนถึงฤดูใบไม้ผลิ', 'ไม่มีผู้บาดเจ็บ'], []),
    'datelines': (f'{TITLE}\nTORNBY, Norland (Reuters) - {B1}\nSELDEN — {B3}\n{B2}\n', [B1, B3, B2], []),
    'dateline unknown agency': (f'{TITLE}\nTORNBY (Island Wire) - {B1}\n{B2}\n', [B1, B2], []),
    'dateline caps name': (f'{TITLE}\nTORNBY, March 3 (Island Wire) – {B1}\n{B2}\n', [B1, B2], []),
    'last line headline-like': (f'{TITLE}\n{B1}\n{B2}\nMore steel on Monday\n', [B1, B2, 'More steel on Monday'], []),
    'subheads': (f'{TITLE}\n{B1}\nThe long way round\n{B2}\nPolice report\n{B3} {B4}\n', [B1, B2, B3, B4], []),
    'quotes alone': (f'{TITLE}\n{B1}\n"We will miss it"\n“Shame on them!”\n{B2}\n\'Never again\'\n', [B1, 'We will miss it', 'Shame on them!', B2, 'Never again'], []),
    'live blog': (f'Bridge: live\n10:15\n{B1}\n10:40\nCables arrive\n11:05 AM\n{B2}\nUpdated 12:00\n{B3}', [B1, 'Cables arrive', B2, B3], []),
    'numbers': (f'Bridge in figures\n300\nmetres long\n4 million\ncrowns\n{B2}\n', ['300', 'metres long', '4 million', 'crowns', B2], []),
    'recipe': ('Bread of the bridge keepers\nMix these:\n500 g flour\n2 eggs\nA little salt\nBake it for an hour at 200 degrees, then let it rest on the window sill until noon.\n', ['500 g flour', '2 eggs', 'A little salt'], []),
    'obit names': (f'The dead of the flood\nAda Quill, 54\nBo Lind, 12\nCy Marsh, 71\n{B3} They will be buried on Friday.\n', ['Ada Quill, 54', 'Bo Lind, 12', 'Cy Marsh, 71', B3], []),
    'tweet': (f'{TITLE}\n{B1}\n@tornby: We close the bridge tonight #bridge\n{B2}\nhttps://example.org/bridge\n', [B1, 'We close the bridge tonight', B2], []),
    'email sign': (f'{TITLE}\n{B1}\nSend your stories to desk@tornby.example\n{B2}\n', [B1, B2], []),
    'all caps': ('OLD BRIDGE TO CLOSE\nTHE COUNCIL OF TORNBY VOTED ON MONDAY TO CLOSE THE OLD BRIDGE UNTIL THE SPRING, WHEN NEW STEEL ARRIVES.\nNOBODY WAS HURT\nDRIVERS MUST TAKE THE ROAD ALONG THE RIVER, WHICH ADDS NINE KILOMETRES TO THE WAY INTO TOWN.\n', ['THE COUNCIL OF TORNBY VOTED ON MONDAY TO CLOSE THE OLD BRIDGE UNTIL THE SPRING, WHEN NEW STEEL ARRIVES.', 'NOBODY WAS HURT', 'DRIVERS MUST TAKE THE ROAD ALONG THE RIVER, WHICH ADDS NINE KILOMETRES TO THE WAY INTO TOWN.'], []),
    'share in text': ('Shares fall\nShare prices of the bridge company fell on Monday.\nShare\nComment on the plan was mixed.\nRead the plan: it has nine pages.\nSubscribe to the idea or leave it, the mayor said.\n', ['Share prices of the bridge company fell on Monday.', 'Comment on the plan was mixed.', 'Read the plan: it has nine pages.', 'Subscribe to the idea or leave it, the mayor said.'], []),
    'cookie': ('We use cookies to bake\nWe use cookies in this cake, the baker said, and they are made of oats.\nAccept all gifts, he added.\n', ['We use cookies in this cake, the baker said, and they are made of oats.', 'Accept all gifts, he added.'], []),
    'two stories': (f'{TITLE}\n{B1}\n{B2}\n\n\n\nBarley lost to drought\n{B3}\n{B4}\n', [B1, B2, B3, B4], []),
    'only body': (f'{B1} {B2}', [B1, B2], []),
    'one sentence': (f'{B3}', [B3], []),
    'title long': (f'{B1} {B2} {B3}\n{B4}', [B1, B2, B3, B4], []),
    'footnotes': (f'{TITLE}\n{B1} [1]\n{B2} [2]\n[1] The minutes of the council say so.\n[2] By car.\n', [B1, B2, 'The minutes of the council say so.', 'By car.'], []),
    'repeat': (f'{TITLE}\n{B1}\nStop.\nStop.\n{B2}\nStop.\n', [B1, B2, 'Stop.'], []),
    'by sentence': (f"{TITLE}\nBy Monday night all drivers had found another way.\nBy Ada Quill's count there were nine.\n{B2}\n", ['By Monday night all drivers had found another way.', "By Ada Quill's count there were nine.", B2], []),
    'zwnj': ('پل قدیمی بسته می\u200cشود\nشورای شهر روز دوشنبه رأی داد که پل قدیمی تا بهار بسته بماند.\nکسی آسیب ندید\n', ['شورای شهر روز دوشنبه رأی داد که پل قدیمی تا بهار بسته بماند.', 'کسی آسیب ندید'], []),
    'nbsp': (f'{TITLE}\n\xa0\nThe\xa0council\xa0of\xa0Tornby\xa0voted\xa0on\xa0Monday\xa0to\xa0close\xa0the\xa0old\xa0bridge\xa0until\xa0the\xa0spring,\xa0when\xa0new\xa0steel\xa0arrives.\n\u2003\n{B2}\n', [B1, B2], []),
    'related without bullets': (f'Video\nHashtags\nTry Our AI Features\nRelated Articles\n{TITLE}\nTornby Post\n2 hours ago\n{TITLE}\n{B1} {B2}\nBarley lost\nSelden Wire\n3h\nBarley lost\n{B3} {B4}\n', [B1, B2, B3, B4], []),
    'comments real': (f'{TITLE}\n{TITLE}\nTornby Post\n2 hours ago\n- Tornby Post\n{B1}\n{B2}\nTry Our AI Features\nComments\nWhat a shame, said nobody ever.\nRelated Articles\nSelden Wire\n3 hours ago\n- Selden Wire\nBarley lost\n{B3} {B4}\n', [B1, B2, B3, B4], []),
    'byline role': (f'{TITLE}\nAda Quill, Transport Correspondent\nMonday 3 March 2025 10:15 GMT\n{B1}\n{B2}', [B1, B2], ['Ada Quill', 'GMT']),
    'byline photo': (f'{TITLE}\nBy Ada Quill | Photos by Bo Lind\nPublished 3 March 2025 | Updated 4 March 2025\n{B1}\n{B2}', [B1, B2], ['Photos by', 'Updated']),
    'share row': (f'{TITLE}\nShare\nFacebook\nX\nWhatsApp\nCopy link\nEmail\nPrint\n{B1}\n{B2}', [B1, B2], ['Facebook', 'WhatsApp', 'Copy link', 'Print']),
    'breadcrumb': (f'Home / News / Local\n{TITLE}\n{B1}\n{B2}', [B1, B2], ['Home /']),
    'caption lines': (f'{TITLE}\nThe old bridge of Tornby. Photo: Bo Lind/Reuters\n{B1}\nA cable hangs from the bridge (Bo Lind/AP)\n{B2}', [B1, B2], ['Photo:', '(Bo Lind/AP)']),
    'pullquote twice': (f'{TITLE}\n{B1}\n“We will miss it, all of us, every day.”\n{B2}\n“We will miss it, all of us, every day.”\n{B3}', [B1, B2, B3, '"We will miss it, all of us, every day."'], []),
    'read also middle': (f'{TITLE}\n{B1}\nRead also: Ferry to sail in June\n{B2}\nAlso read | Barley lost to drought\n{B3}', [B1, B2, B3], ['Ferry to sail', 'Barley lost']),
    'ad labels': (f'{TITLE}\n{B1}\nAdvertisement\nArticle continues after ad\n{B2}\nADVERTISEMENT\n{B3}', [B1, B2, B3], ['dvertisement', 'continues after', 'ADVERT']),
    'tags end': (f'{TITLE}\n{B1}\n{B2}\nTags: bridge, Tornby, steel\nTopics\nBridges\nNorland', [B1, B2], ['Tags:']),
    'author box': (f'{TITLE}\n{B1}\n{B2}\nAda Quill is a reporter at the Tornby Post. She writes about roads.', [B1, B2], []),
    'copyright': (f'{TITLE}\n{B1}\n{B2}\nCopyright © 2025 Tornby Post. All rights reserved.', [B1, B2], ['Copyright']),
    'newsletter mid': (f'{TITLE}\n{B1}\nGet our best stories in your inbox every morning\nEnter your email\nSign up\n{B2}', [B1, B2], ['inbox', 'Enter your email']),
    'dateline styles': (f'{TITLE}\nTORNBY, Norland — {B1}\n{B2}', [B1, B2], []),
    'dateline AP date': (f'{TITLE}\nTORNBY, Norland (AP) — {B1}\n{B2}', [B1, B2], []),
    'dateline two': (f'{TITLE}\nTORNBY/SELDEN (Reuters) - {B1}\n{B2}', [B1, B2], ['Reuters']),
    'dateline xinhua': (f'{TITLE}\nTORNBY, March 3 (Xinhua) -- {B1}\n{B2}', [B1, B2], ['Xinhua']),
    'dateline german': ('Alte Brücke wird geschlossen\nBerlin (dpa) – Der Stadtrat von Tornby hat am Montag beschlossen, die alte Brücke zu schließen.\nNiemand wurde verletzt.', ['Der Stadtrat von Tornby hat am Montag beschlossen, die alte Brücke zu schließen.', 'Niemand wurde verletzt.'], ['dpa']),
    'french': ("Le vieux pont ferme\nPar Ada Quill\nPublié le 3 mars 2025 à 10h15\nLe conseil de Tornby a voté lundi la fermeture du vieux pont.\nPersonne n'a été blessé.\nLire aussi : Le bac reprend en juin", ['Le conseil de Tornby a voté lundi la fermeture du vieux pont.', "Personne n'a été blessé."], []),
    'spanish': ('El viejo puente se cierra\nPor Ada Quill\n3 de marzo de 2025\nEl consejo de Tornby votó el lunes cerrar el viejo puente.\nNadie resultó herido', ['El consejo de Tornby votó el lunes cerrar el viejo puente.', 'Nadie resultó herido'], []),
    'q&a bold': (f'{TITLE}\n{B1}\nHow long will it take?\n{B2}\nWho pays?\n{B4}\nWhat next?\n{B5}', [B1, B2, B4, B5, 'How long will it take?', 'Who pays?', 'What next?'], []),
    'colon heading': (f'{TITLE}\n{B1}\nThe plan:\n{B2}\nThe price:\n{B4}', [B1, B2, B4], []),
    'numbered headings': (f'Three reasons\n{B1}\n1. Steel\n{B2}\n2. Money\n{B4}\n3. Time\n{B5}', [B1, B2, B4, B5], []),
    'em dash sig': (f'{TITLE}\n{B1}\n{B2}\n—Ada Quill', [B1, B2], []),
    'reporting by': (f'{TITLE}\n{B1}\n{B2} (Reporting by Ada Quill; Editing by Bo Lind)', [B1, B2], ['Reporting by']),
    'last short': (f'{TITLE}\n{B1}\n{B2}\nIt rains', [B1, B2, 'It rains'], []),
    'ellipsis': (f'{TITLE}\n{B1}\nAnd then...\nSilence …\n{B2}', [B1, 'And then...', 'Silence …', B2], []),
    'semi': (f'{TITLE}\nThe council decided three things:\nthe bridge closes on Monday;\nthe ferry sails in June; and\nthe town pays half\n{B2}', ['the bridge closes on Monday;', 'the ferry sails in June; and', 'the town pays half', B2], []),
    'letters': ('Letters to the editor\nSir\nYour report on the bridge was wrong in three ways, and I shall name them all here today.\nYours truly\nAda Quill\nTornby', ['Sir', 'Your report on the bridge was wrong in three ways, and I shall name them all here today.', 'Yours truly'], []),
    'transcript': (f'Speech of the mayor\nMAYOR: Good evening\nCROWD: (Applause)\nMAYOR: {B1}\nREPORTER: Why now?\nMAYOR: {B2}', ['Good evening', '(Applause)', B1, 'Why now?', B2], []),
    'weather': (f'Weather for Tornby\nMonday: rain, 9 degrees\nTuesday: sun, 14 degrees\nWednesday: fog\n{B2}', ['Monday: rain, 9 degrees', 'Tuesday: sun, 14 degrees', 'Wednesday: fog', B2], []),
    'names in caps': (f'Cast of the play\nKING: Olaf Brand\nQUEEN: Ines Holt\n{B1}\n{B2}', ['KING: Olaf Brand', 'QUEEN: Ines Holt', B1, B2], []),
    'tabs': (f'{TITLE}\n\t{B1}\n\t\t{B2}\t\n', [B1, B2], []),
    'html entities': (f'Old bridge &amp; road to close\n{B1} Tom &amp; Sons&#39; trucks too.\n{B2}', [B1, "Tom & Sons' trucks too.", B2], []),
    'form feed': (f'{TITLE}\n{B1}\x0c{B2}\n{B3}', [B1, B2, B3], []),
    'bom': (f'\ufeff{TITLE}\r\n{B1}\r\n{B2}', [B1, B2], []),
    'line separators': (f'{TITLE}\u2028{B1}\u2029{B2}', [B1, B2], []),
    'soft hyphens': (f'{TITLE}\nThe coun\xadcil of Tornby voted on Monday to close the old bridge until the spring, when new steel arrives.\n{B2}', [B1, B2], []),
    'fullwidth': ('老桥将关闭\n【本报讯】托恩比市议会周一投票决定将老桥关闭至春季。\n（完）\n责任编辑：王明\n没有人受伤。', ['托恩比市议会周一投票决定将老桥关闭至春季。', '没有人受伤。'], []),
    'price list': (f'New ferry fares\nAdults 9 crowns\nChildren 4 crowns\nDogs free\n{B5}', ['Adults 9 crowns', 'Children 4 crowns', 'Dogs free', B5], []),
    'one line all': (f'{TITLE} {B1} {B2} {B3} {B4} {B5}', [B1, B2, B3, B4, B5], []),
    'agg: sections as bullets': (f'Video\nHashtags\nTry Our AI Features\nRelated Articles\nTornby Post\n2 hours ago\n- Business\n- Local\n- Tornby Post\n{TITLE}\n{B1} {B2}\n', [B1, B2], []),
    'agg: body multi-line': (f'Video\nHashtags\nTry Our AI Features\nRelated Articles\nTornby Post\n2 hours ago\n- Tornby Post\n{TITLE}\n{B1}\n{B2}\nWhy?\nNobody knows\n{B3}\nSelden Wire\n1 day ago\n- Selden Wire\nBarley lost\n{B4}\nIt hurts\n', [B1, B2, B3, B4, 'Nobody knows', 'It hurts', 'Why?'], []),
    'agg: short comments then article': (f'{TITLE}\n{B1}\nTry Our AI Features\nComments\n{B3} {B4}\nRelated Articles\nSelden Wire\n1 day ago\n- Selden Wire\nBarley lost\n{B5}\n', [B1, B5], []),
}  # fmt: skip
"""By what is odd about a page: the page, what must stay, and what must go."""


def plain(text: str) -> str:
    """Return a text with single spaces and straight quotation marks."""
    return re.sub(r"\s+", " ", re.sub("[‘’]", "'", re.sub("[“”]", '"', text)))


@pytest.mark.parametrize("name", PAGES)
def test_nothing_vanishes(name: str) -> None:
    page, stays, goes = PAGES[name]
    text = plain("\n".join(article.text for article in clean(page, "page")))
    assert [one for one in stays if plain(one) not in text] == []
    assert [one for one in goes if plain(one) in text] == []


@pytest.mark.parametrize("age", AGES)
def test_two_articles_are_told_apart_whatever_their_age_says(age: str) -> None:
    page = (
        "Video of a bridge\nHashtags\n\nTry Our AI Features\nComments\nNo comments yet...\nRelated Articles\n\n\n"
        f"Tornby Post\n{age}\n- Tornby Post\n{TITLE}\n{B1} {B2}\n\nSelden Wire\n{age}\n- Selden Wire\nBarley lost\n{B3} {B4}\n"
    )
    first, second = clean(page, "page")
    assert (first.title, first.publisher, first.age, first.text) == (TITLE, "Tornby Post", age, f"{B1} {B2}")
    assert (second.title, second.publisher, second.age, second.text) == (
        "Barley lost",
        "Selden Wire",
        age,
        f"{B3} {B4}",
    )
