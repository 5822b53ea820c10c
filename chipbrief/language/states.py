"""States and regions by their names, and behind the bar their people and adjectives. A line is one state."""

from __future__ import annotations

STATES = """
UK; United Kingdom; Britain; Great Britain; GB; Team GB | British; Briton; Britons; Brits; Brit
US; USA; United States; United States of America; America | American; Americans
England | English; Englishman; Englishwoman
Scotland | Scottish; Scots; Scot; Scotsman
Wales | Welsh; Welshman; Welshwoman
Ireland; Republic of Ireland; Irish Republic; Eire | Irish; Irishman; Irishwoman
Northern Ireland; NI; Ulster | Northern Irish
France | French; Frenchman; Frenchwoman
Germany | German; Germans
Spain | Spanish; Spaniard; Spaniards
Italy | Italian; Italians
Portugal | Portuguese
Netherlands; Holland; The Netherlands | Dutch; Dutchman; Dutchwoman
Belgium | Belgian; Belgians
Luxembourg | Luxembourger
Switzerland | Swiss
Austria | Austrian; Austrians
Denmark | Danish; Dane; Danes
Sweden | Swedish; Swede; Swedes
Norway | Norwegian; Norwegians
Finland | Finnish; Finn; Finns
Iceland | Icelandic; Icelander
Poland | Polish; Pole; Poles
Czech Republic; Czechia | Czech; Czechs
Slovakia | Slovak; Slovakian
Slovenia | Slovenian; Slovene
Croatia | Croatian; Croat; Croats
Serbia | Serbian; Serb; Serbs
Bosnia; Bosnia and Herzegovina; Bosnia-Herzegovina | Bosnian; Bosnians
Kosovo | Kosovan; Kosovar
Albania | Albanian; Albanians
Macedonia; North Macedonia | Macedonian
Greece | Greek; Greeks
Turkey; Türkiye | Turkish; Turk; Turks
Cyprus | Cypriot; Cypriots
Malta | Maltese
Hungary | Hungarian; Hungarians
Romania | Romanian; Romanians
Bulgaria | Bulgarian; Bulgarians
Russia; Russian Federation | Russian; Russians
Ukraine | Ukrainian; Ukrainians
Belarus | Belarusian
Moldova | Moldovan
Georgia | Georgian
Armenia | Armenian
Azerbaijan | Azerbaijani; Azeri
Estonia | Estonian
Latvia | Latvian
Lithuania | Lithuanian
Israel | Israeli; Israelis
Palestine; Palestinian territories | Palestinian; Palestinians
Syria | Syrian; Syrians
Lebanon | Lebanese
Jordan | Jordanian; Jordanians
Iraq | Iraqi; Iraqis
Iran | Iranian; Iranians
Saudi Arabia; Saudi | Saudis; Saudi Arabian
UAE; United Arab Emirates; Emirates | Emirati
Qatar | Qatari
Kuwait | Kuwaiti
Bahrain | Bahraini
Oman | Omani
Yemen | Yemeni; Yemenis
Egypt | Egyptian; Egyptians
Libya | Libyan; Libyans
Tunisia | Tunisian; Tunisians
Algeria | Algerian
Morocco | Moroccan; Moroccans
Sudan | Sudanese
South Sudan | South Sudanese
Ethiopia | Ethiopian; Ethiopians
Somalia | Somali; Somalis
Kenya | Kenyan; Kenyans
Uganda | Ugandan; Ugandans
Tanzania | Tanzanian
Rwanda | Rwandan
Burundi | Burundian
Congo; DR Congo; DRC; Democratic Republic of Congo; Democratic Republic of the Congo | Congolese
Nigeria | Nigerian; Nigerians
Ghana | Ghanaian; Ghanaians
Ivory Coast; Cote d'Ivoire | Ivorian
Senegal | Senegalese
Mali | Malian
Niger | Nigerien
Cameroon | Cameroonian
Gambia; The Gambia | Gambian
Sierra Leone | Sierra Leonean
Liberia | Liberian
South Africa | South African; South Africans
Zimbabwe | Zimbabwean; Zimbabweans
Zambia | Zambian
Malawi | Malawian
Mozambique | Mozambican
Angola | Angolan
Namibia | Namibian
Botswana | Botswanan
Canada | Canadian; Canadians
Mexico | Mexican; Mexicans
Brazil | Brazilian; Brazilians
Argentina | Argentine; Argentinian; Argentinians; Argentines
Chile | Chilean; Chileans
Uruguay | Uruguayan
Paraguay | Paraguayan
Peru | Peruvian
Bolivia | Bolivian
Ecuador | Ecuadorean; Ecuadorian
Colombia | Colombian; Colombians
Venezuela | Venezuelan; Venezuelans
Cuba | Cuban; Cubans
Haiti | Haitian; Haitians
Jamaica | Jamaican; Jamaicans
Costa Rica | Costa Rican
Panama | Panamanian
Honduras | Honduran
Guatemala | Guatemalan
Puerto Rico | Puerto Rican
Trinidad and Tobago; Trinidad | Trinidadian
China; People's Republic of China; PRC | Chinese
Taiwan | Taiwanese
Hong Kong | Hong Konger; Hong Kongers
Tibet | Tibetan; Tibetans
Japan | Japanese
North Korea; DPRK | North Korean; North Koreans
South Korea; Republic of Korea | South Korean; South Koreans
Korea | Korean; Koreans
Mongolia | Mongolian
Vietnam | Vietnamese
Thailand | Thai; Thais
Cambodia | Cambodian
Myanmar; Burma | Burmese
Malaysia | Malaysian; Malaysians
Singapore | Singaporean
Indonesia | Indonesian; Indonesians
Philippines; The Philippines | Filipino; Philippine; Filipinos; Filipina
India | Indian; Indians
Pakistan | Pakistani; Pakistanis
Bangladesh | Bangladeshi
Sri Lanka; Ceylon | Sri Lankan; Sri Lankans
Nepal | Nepalese; Nepali
Afghanistan | Afghan; Afghans
Kazakhstan | Kazakh; Kazakhstani
Uzbekistan | Uzbek
Australia | Australian; Australians; Aussie; Aussies
New Zealand; NZ | New Zealander; New Zealanders; Kiwi; Kiwis
Fiji | Fijian
Samoa | Samoan
Tonga | Tongan
Europe | European; Europeans
Asia | Asian; Asians
Africa | African; Africans
Catalonia | Catalan; Catalans
Chechnya | Chechen; Chechens
Crimea | Crimean
Yorkshire | Yorkshireman
Cornwall | Cornish
"""

TOWNS = {
    town: people
    for people, towns in (
        ("Welsh", "cardiff swansea wrexham llanelli"),
        ("Scottish", "edinburgh glasgow aberdeen dundee inverness"),
        ("Northern Irish", "belfast londonderry"),
    )
    for town in towns.split()
}
"""Towns that everybody knows to lie in a nation of the UK that is not England. A town supports what is said of its people
(*a Welsh singer*) and not the nation (*in Wales*)."""

CODES = {
    code.casefold(): name
    for code, _, name in (
        line.strip().partition(" ")
        for line in (
            "Eng England; Sco Scotland; Wal Wales; NI Northern Ireland; NIr Northern Ireland; Ire Ireland; GB UK; GBR UK; US US; USA US; "
            "Fra France; Ger Germany; Spa Spain; Esp Spain; Ita Italy; Por Portugal; Ned Netherlands; Bel Belgium; Sui Switzerland; "
            "Aut Austria; Den Denmark; Swe Sweden; Nor Norway; Fin Finland; Pol Poland; Cze Czech Republic; Cro Croatia; Ser Serbia; "
            "Rus Russia; Ukr Ukraine; Aus Australia; NZ New Zealand; NZL New Zealand; SA South Africa; RSA South Africa; Can Canada; "
            "Jpn Japan; Kor South Korea; Chn China; Ind India; Pak Pakistan; Arg Argentina; Bra Brazil; Mex Mexico; Ken Kenya; "
            "Eth Ethiopia; Jam Jamaica"
        ).split(";")
    )
}
"""States by what stands in brackets behind an athlete's name in a list of results."""
