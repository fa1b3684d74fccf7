"""Postal addresses in German and English texts."""

# ruff: noqa: E501, SIM905  (a pattern or a sentence cut in two reads worse than a long line)
from __future__ import annotations

import re

from .spans import Search, matches
from .words import folded, word_list

__all__ = ["NAMED_PLACES", "PLACES"]

_CAP = r"[A-ZÄÖÜ][\w'’]{0,30}(?:-[\w'’]{1,30}){0,2}"
_NO = r"\d{1,4}(?:[ ]?[a-hA-H](?!\w))?(?:[ ]?[-–/+][ ]?(?:Top |Stiege |Stg\.? |Tür )?\d{1,4}[ ]?[a-h]?(?!\w)){0,4}"
_NOT_UNIT = (
    r"(?![\w%€]|[.,:]\d|\.? ?(?:kWh|Uhr|Euro|EUR|Tag|Woche|Monat|Jahr|Stunde|Minute|Mal\b|mal\b|Prozent|km\b|qm\b|m²"
    r"|Kunden|Personen|hours|days|weeks|months|years|times|minutes|%|€))"
)
_STRONG = r"(?:stra(?:ß|ss)e|str\.?|weg|platz|allee|gasse|ring|damm|ufer|chaussee|pfad|stieg|steig|promenade|twiete)"
_WEAK = r"(?:kamp|wall|markt|hof|berg|graben|siedlung|tor|park|anger|winkel|grund|feld|garten|gärten|höhe|tal|bogen|busch|brook|redder|reihe|zeile|koppel|brink|wiese|wiesen|horst|stein|bach|see|hang)"
_WORD = r"[A-ZÄÖÜ][\w’'-]{0,40}?"
_CITY = (
    r"(?:(?:Bad|St\.|Sankt|Groß|Klein|Neu|Alt|Hann\.) )?[A-ZÄÖÜ][a-zß-öø-ÿ]+(?:-[A-ZÄÖÜ][a-zß-öø-ÿ]+)*"
    r"(?:[ /]?\([\w. ]+\)| (?:am|an der|im|in der|in|ob der|auf der|bei|vor der|a\.|i\.|v\.) ?"
    r"(?:Main|Rhein|Ruhr|Neckar|Elbe|Donau|Inn|Oder|Spree|See|Harz|Havel|Saale|Weser|Lahn|Mosel|Taunus|Allgäu"
    r"|Breisgau|Westfalen|Weinstraße|Tauber|Höhe|d\. ?\w+|Bergstraße|Leine|Isar|Lech|M\.|Br\.|[A-Z]\w+))?"
)
_CAP_FIRST = r"(?:Am|An der|An den|Auf dem|Auf der|Im|In der|In den|Zum|Zur|Unter den|Unterm|Hinter der|Hinter dem|Vor dem|Vor der|Bei der|Beim|Ob der)"
_ZIP = r"(?:(?:PLZ|D|DE)[-: ]{0,2})?\d{5}"
_FLOOR = r"(?:,? (?:HH|VH|Hinterhaus|Vorderhaus|Hof|EG|DG|UG|\d{1,2}\. ?(?:OG|Stock|Etage)|(?:Whg|Wohnung|Top|App|Apt|Zimmer)\.? ?\d{1,4}|links|rechts|li\.|re\.)(?!\w)){0,3}"
_AND_CITY = rf"{_FLOOR}(?:,? ?\n?[ ]?(?:in )?(?:{_ZIP}|(?:(?:A|CH|AT)[- ])?\d{{4}}) {_CITY}|, (?:in )?{_CITY}(?=[.,;!?\n]|$))?"

_SMALL_FIRST = rf"(?:(?:{_CAP}|[a-zäöüß]{{3,14}}e[nr]) ){{0,2}}"
"Am Alten Markt, am alten Markt"

_STREET = re.compile(
    rf"(?<![\w-])(?:"
    rf"{_WORD}{_STRONG}"
    rf"|(?:(?:{_CAP}|von|van|der|den|zu|St\.|Dr\.|Prof\.|Kl\.|Gr\.)[ -]){{1,4}}(?:Stra(?:ß|ss)e|Str\.?|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer"
    rf"|Chaussee|Pfad|Markt|Kamp|Wall|Promenade|Graben|Berg|Hof|Landstra(?:ß|ss)e|Chaussee)"
    rf"|(?:Stra(?:ß|ss)e|Platz|Allee|Weg|Ufer) (?:der|des|am|an der|zum|zur|im) (?:\d+\. ?)?(?:{_CAP} ?){{1,3}}?"
    rf") ?{_NO}{_NOT_UNIT}{_AND_CITY}"
)
_QUIET = re.compile(
    rf"(?<![\w-])(?:{_WORD}{_WEAK}"
    rf"|(?:Am|An der|An den|Auf dem|Auf der|Im|In der|In den|Zum|Zur|Unter den|Unterm|Hinter der|Hinterm|Vor dem"
    rf"|Bei der|Beim|Alte[rn]?|Neue[rn]?) {_SMALL_FIRST}{_CAP}"
    rf"|(?:{_CAP} )?{_CAP}) {_NO},? ?\n?[ ]?(?:{_ZIP}|(?:A|CH)-\d{{4}}) {_CITY}"
)
"Any words and a house number, told by the postal code and city behind them."
_AT_HOME = re.compile(
    r"(?:\b(?i:wohne\w*|wohnhaft|wohnen|adresse|anschrift|lieferstelle|abnahmestelle|verbrauchsstelle|umzug|umgezogen"
    r"|ziehen?|zieht|eingezogen|haus|wohnung|objekt)\b[^.!?\n]{0,40}?[ :])"
    rf"((?:(?:Am|An der|An den|Auf dem|Auf der|Im|In der|In den|Zum|Zur|Unter den|Hinter der|Vor dem|Bei der|Beim)"
    rf" {_SMALL_FIRST}{_CAP}|{_WORD}{_WEAK}) {_NO}{_NOT_UNIT}{_AND_CITY})",
)
_HOUSES = (
    "parkplatz stellplatz sitzplatz arbeitsplatz spielplatz tennisplatz fensterplatz gangplatz umweg heimweg rückweg"
    " postweg rechtsweg arbeitsweg hinweg ausweg steckplatz listenplatz startplatz tabellenplatz bahnsteig anstieg"
    " einstieg ausstieg umstieg ladeplatz liegeplatz lagerplatz abstieg aufstieg autobahnring e-mail-weg speicherplatz"
)
_NOT_STREETS = frozenset(folded(word) for word in _HOUSES.split())

_ENDINGS = re.compile(
    r"(?:stadt|burg|dorf|heim|hausen|furt|kirchen|hafen|münde|rode|leben|born|bronn|brück|brücken|beck|büttel|stedt"
    r"|wangen|lingen|ringen|singen|dingen|tingen|ningen|fingen|zell|kirch|bruck|walde|weiler|scheid|rath|loh|itz|nitz"
    r"|ow|au|bach|berg|feld|tal|see|born|ach|stetten|hofen|haven|um|sen)$",
    re.IGNORECASE,
)
_NO_CITY = frozenset(
    folded(word)
    for word in "Euro Kunden Bestellungen Kilometer Einwohner Haushalte Haushalten Punkte Punkten Meilen Schritte Stück"
    " Bonuspunkte Umdrehungen Personen Mitarbeiter Mitarbeitern Stimmen Anrufe Anrufen Bewertungen Kilowattstunden Seiten"
    " Wörter Zeichen Liter Watt Meter Tonnen Ladezyklen Dollar Pfund Franken Aufträge Verbrauch Zählerstand Vertrag"
    " Kundenbau Ausbau Aufbau Abbau Umbau Einbau".split()
)
_ZIP_CITY = re.compile(rf"(?=[\dDP])(?<![\d.,€$£/-])(?<!\w)((?:D|DE)[- ]|PLZ:? ?)?(\d{{5}}) ({_CITY})")
_CUED_CITY = re.compile(
    rf"\b(?i:wohn\w*|zuhause|anschrift|adresse|lieferstelle|abnahmestelle|verbrauchsstelle|(?:umzug|umgezogen|ziehen?|zieht) (?:nach|von|in))"
    rf"\b[^.!?\d\n]{{0,20}}? ({_ZIP} {_CITY})"
)
_FOUR_CITY = re.compile(
    r"(?<![\d.,-])(?<!\w)(?:(?:A|CH)-)?\d{4} (?:Wien|Graz|Linz|Salzburg|Innsbruck|Zürich|Bern|Basel|Genf|Luzern)\b"
)

_FOUR_TOWN = re.compile(
    rf"(?<![\w.,-])(?:(?:{_CAP}|von|der|den|dem|am|im|an|zur|zum|St\.) ){{0,3}}{_CAP} {_NO},? ?\n?[ ]?\d{{4}} (?P<town>[A-ZÄÖÜ][a-zß-öø-ÿ]+)(?:[ -][A-ZÄÖÜ][a-zß-öø-ÿ]+)?(?!\w)"
)
"Dorfmatte 4, 6330 Cham: whatever the street is called, told by a town of Austria or Switzerland."

_BESIDE_WHAT = re.compile(
    rf"(?<![\w-])(?:Unter den Linden|{_CAP_FIRST} (?:(?:Alte|Neue|Große|Kleine|Lange|Hohe|Obere|Untere|Breite|Schöne)[nmrs]? )?[A-ZÄÖÜ][\w-]{{1,24}}?"
    rf"(?:{_STRONG}|kamp|wall|markt|berg|graben|siedlung|anger|winkel|grund|feld|garten|höhe|tal|busch|bruch|brink|wiesen?|bach|hang|mühle|kirche|brücke))"
    rf" {_NO}{_NOT_UNIT}{_AND_CITY}"
)
"Am Alten Postweg 3, Unter den Linden 77: as only streets are called."
_SHOUTED = re.compile(
    r"(?<![\w-])(?:[A-ZÄÖÜ]{2,20}[ -]){0,2}(?:[A-ZÄÖÜ-]{2,30}|(?<=[A-ZÄÖÜ]{3} ))(?:STRASSE|STRAßE|STR\.?|WEG|PLATZ|ALLEE|GASSE|RING|DAMM|CHAUSSEE|UFER)"
    rf" {_NO}(?:,? ?\n?{_ZIP} [A-ZÄÖÜ][A-ZÄÖÜa-zß-]{{2,24}}(?: [A-ZÄÖÜ]{{2,20}})?)?(?![\w%€])"
)
_SMALL_CITY = r"(?:,? ?\n?(?:in )?\d{5} [a-zäöüß-]{3,24}(?: am [a-zäöü]{3,12})?)"
_SMALL = re.compile(
    r"(?<![\w-])(?:(?:[a-zäöüß]{3,20}(?:er|e) )?[a-zäöüß-]{0,30}(?:straße|strasse|str\.?)|[a-zäöüß]{3,20}(?:weg|allee|gasse|platz|ring|damm)(?= ?\d{1,4}[a-h]?,? ?(?:in )?\d{5}))"
    rf" ?\d{{1,4}}(?: ?[a-h](?!\w))?{_NOT_UNIT}{_SMALL_CITY}?"
)
_SMALL_TOWN = re.compile(
    r"(?<![\w-])(?:am|an der|an den|auf dem|auf der|im|in der|zum|zur|unter den)(?: [a-zäöüß]{3,20}){1,2}(?= \d{1,4}[a-h]?,? ?(?:in )?\d{5} )"
    rf" ?\d{{1,4}}(?: ?[a-h](?!\w))?{_NOT_UNIT}{_SMALL_CITY}?"
)
_BOX = re.compile(
    r"(?<!\w)(?:Postfach|P\.? ?O\.? ?Box|Postlagernd|Packstation)[ :]{1,2}\d[\d ]{1,12}(?:(?<=\d),? ?\n?"
    rf"(?:(?:{_ZIP}|(?:A-|CH-)?\d{{4}}) {_CITY}|(?:[A-Z][\w-]+ ){{0,2}}[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}))?",
    re.IGNORECASE,
)
_ROMANCE = re.compile(
    rf"(?<!\w)(?:(?:Rue|Avenue|Boulevard|Bd\.|Place|Chemin|Route|Quai|Via|Viale|Corso|Piazza|Largo|Calle|Carrer|Plaza|Paseo|Avenida|Rua|Ulica|ul\.|al\.|os\.|Leoforos|Odos|Bulevardul|Strada)"
    rf" (?:(?:(?:de la|de l['’]|de|du|des|della|dei|di|la|le|los|las|do|da|dos|d['’]|l['’]|św\.) ?))?(?:{_CAP} ?){{1,3}}(?<=\S),? \d{{1,4}}[a-zA-Z]?(?!\w)"
    rf"|\d{{1,4}},? (?:[Rr]ue|[Bb]oulevard|[Cc]hemin|[Aa]venue) (?:(?:de la |de l['’]|de |du |des |d['’]|l['’]))?(?:{_CAP} ?){{1,3}}(?<=\S)"
    rf"|(?:{_CAP} ){{1,3}}(?:Caddesi|Cad\.|Sokak|Sokağı|Sok\.|Mahallesi|Mah\.)(?:,? (?:No:? ?)?\d{{1,4}}(?:/\d{{1,3}})?)?|{_CAP}(?:straat|laan|gracht|plein|vej|gade|gatan|vägen) \d{{1,4}})"
    rf"(?:,?\s\d{{2,5}}[ -]?\d{{0,3}} {_CITY})?"
)
_STREET_EN = (
    r"(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Ln\.?|Drive|Dr\.?|Court|Ct\.?|Place|Pl\.?|Square|Sq\.?|Boulevard|Blvd\.?"
    r"|Way|Terrace|Close|Crescent|Gardens|Row|Walk|Mews|Highway|Hwy|Parkway|Pkwy|Grove|Hill|Circle|Trail|Alley|Quay)"
)
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_ADDRESS_EN = re.compile(
    rf"(?<![\w.,#-])(?:(?:Flat|Apt\.?|Apartment|Unit|Suite) ?\w{{1,4}},? )?\d{{1,5}}[A-Za-z]? (?:[NSEW]\.? )?(?:{_CAP} ){{1,3}}"
    rf"{_STREET_EN}(?![\w])(?:,? (?:Apt\.?|Unit|Suite|\#) ?\w{{1,4}})?"
    rf"(?:,? (?:{_CAP} ?){{1,3}},? (?:{_POSTCODE}|[A-Z]{{2}},? \d{{5}}(?:-\d{{4}})?)|, {_CAP}(?: {_CAP})?(?=[.,;!?\n]|$)|,? {_POSTCODE})?"
)
_HOUSE = r"(?<![\w.,#-])(?:(?:Unit|Flat|Apt\.?|Apartment|Suite|Room|Floor) ?\w{1,4}|\d{1,4}[A-Za-z]?),?"
_HOUSE_UK = re.compile(
    rf"{_HOUSE}[ \n](?:(?:{_CAP}|\d{{1,4}}[A-Za-z]?|[a-z]{{1,4}}),?[ \n]){{1,9}}{_POSTCODE}(?!\w)(?: [A-Z][a-z]{{2,20}}(?=[.,;!?\n]|$))?"
)
_HOUSE_US = re.compile(rf"{_HOUSE} (?:{_CAP},? ){{1,6}}[A-Z]{{2}} \d{{5}}(?:-\d{{4}})?(?!\w)")
"Whatever the street is called: a postcode ends it."
_IRISH = re.compile(
    rf"(?<![\w-])(?:\d{{1,4}}[A-Za-z]?,? )?(?:{_CAP}(?: {_CAP}){{0,3}}, ?\n?){{1,5}}(?:Co\.?|County) {_CAP}(?:,? (?:[A-Z]\d[\dW] ?[A-Z\d]{{4}}))?(?!\w)"
    rf"|(?<![\w-])\d{{1,4}}[A-Za-z]?,? (?:{_CAP},? ){{1,5}}(?:Dublin|Cork|Belfast) ?\d{{0,2}}W?(?:,? [A-Z]\d[\dW] ?[A-Z\d]{{4}})?(?!\w)"
)
"The Old Forge, Ballymore Lane, Co. Wicklow; 5 Dame Street, Dublin 2"
_EIRCODE = re.compile(r"[AC-FHKNPRTV-Y](?<![\w-].)\d[\dW] ?(?=[A-Z]{0,3}\d)[AC-FHKNPRTV-Y\d]{4}(?![\w-])")
"It is the code of one house."
_INDIAN = re.compile(
    r"(?<!\w)(?:(?i:flat|plot|house|door|shop|room)(?: (?i:no)\b)?|(?i:[hd]\. ?no|no)\b)\.? ?\d[\w/-]{0,9},?\s"
    r"(?:[\w.'’/-]{1,20}(?: [\w.'’/-]{1,20}){0,4},\s){1,7}?"
    rf"(?:{_CAP} )?{_CAP}[ ,–-]{{1,4}}\d{{3}} ?\d{{3}}(?!\d)"
)
"No. 42, 3rd Cross, Gandhi Bazaar, Mysuru 570004"
_TOWN_UK = re.compile(
    rf"(?<!\w)(?:(?:{_CAP} ){{0,3}}{_CAP},[ \n]){{0,4}}(?:(?:{_CAP} )?{_CAP},? )?{_POSTCODE}(?!\w)"
)
_TOWN_US = re.compile(rf"(?<!\w)(?:{_CAP} )?{_CAP}, [A-Z]{{2}} \d{{5}}(?:-\d{{4}})?(?!\w)")


def _is_street(text: str) -> bool:
    if re.match(r"(?:Am|Im|Zum|Vom|Beim) Platz \d", text):
        return False
    word = folded(text.split()[0].rstrip(",.")) if text else ""
    return word not in _NOT_STREETS


def _is_known_word(text: str) -> bool:
    """Whether the word before the number is a place and not a platform: "Am Bahnsteig 3"."""
    words = re.findall(r"[^\W\d_]+", text)
    return not any(folded(word) in _NOT_STREETS for word in words[:4])


def _is_alpine(text: str) -> bool:
    found = _FOUR_TOWN.match(text)
    return found is not None and folded(found["town"]) in word_list("towns")


def _is_city(text: str) -> bool:
    found = _ZIP_CITY.match(text)
    if not found:
        return False
    first = folded(re.split(r"[ (/]", found[3])[0])
    if first in _NO_CITY:
        return False
    sure = (
        bool(found[1])
        or found[3].split(" ")[0] in ("Bad", "St.", "Sankt")
        or " " in found[3]
        or "-" in found[3]
    )
    return sure or first in word_list("cities") or bool(_ENDINGS.search(first))


_WAYS = (
    "str", "weg", "platz", "allee", "gasse", "ring", "damm", "ufer", "chaussee", "pfad", "stieg", "steig", "promenade", "twiete", "markt", "kamp", "wall", "graben", "berg", "hof",
)  # fmt: skip
_LAND = (*_WAYS, "siedlung", "anger", "winkel", "grund", "feld", "garten", "höhe", "tal", "busch", "bruch", "brink", "wiese", "bach", "hang", "mühle", "kirche", "brücke", "linden")  # fmt: skip
_HOME = ("wohn", "adresse", "anschrift", "stelle", "umzug", "umgezogen", "zieh", "zuhause")
_AFAR = (
    "rue ", "avenue", "boulevard", "bd.", "place", "chemin", "route", "quai", "via", "corso", "piazza", "largo", "calle", "carrer", "plaza", "paseo", "avenida", "rua", "ulica", "ul.", "al.", "os.",
    "leoforos", "odos", "bulevardul", "strada", "cad", "sok", "mah", "straat", "laan", "gracht", "plein", "vej", "gade", "gatan", "vägen",
)  # fmt: skip
_ENGLISH_WAYS = (
    " st", " road", " rd", " ave", " lane", " ln", " dr", " c", " pl", " sq", " boulevard", " blvd", " way", " terrace", " garden", " row", " walk", " mews", " highway", " hwy", " parkway", " pkwy",
    " grove", " hill", " trail", " alley", " quay",
)  # fmt: skip
_TOWNS = ("wien", "graz", "linz", "salzburg", "innsbruck", "zürich", "bern", "basel", "genf", "luzern")
_ZIP_AHEAD = re.compile(r"(?<!\d)(?:\d{5}|(?:A|CH)-\d{4}) [A-ZÄÖÜ]")
_SMALL_ZIP, _FOUR = re.compile(r"(?<!\d)\d{5} [a-zäöü]"), re.compile(r"(?<!\d)\d{4} [A-ZÄÖÜ][a-zäöü]")
_UK, _US = re.compile(rf"(?<!\w){_POSTCODE}(?!\w)"), re.compile(r"(?<!\w)[A-Z]{2} \d{5}(?!\d)")
"Postal codes and what stands behind them: much rarer than what can begin an address."
_IRELAND = ("co.", " co ", "county", "dublin", "cork", "belfast")
PLACES: tuple[Search, ...] = (
    matches(_IRISH, "address", needs=_IRELAND),
    matches(_EIRCODE, "address", digits=2, glued=True),
    matches(_STREET, "address", holds=_is_street, needs=_WAYS),
    matches(_QUIET, "address", holds=_is_street, digits=5, run=4, near=_ZIP_AHEAD, reach=140),
    matches(_AT_HOME, "address", group=1, needs=(*_HOME, "haus", "objekt", "eingezogen"), begins=True),
    matches(_CUED_CITY, "address", group=1, needs=_HOME, run=5, begins=True),
    matches(_ROMANCE, "address", needs=_AFAR),
    matches(_FOUR_TOWN, "address", holds=_is_alpine, digits=5, run=4, near=_FOUR, reach=160),
    matches(_BOX, "address", needs=("fach", "box", "postlag", "packst")),
    matches(_BESIDE_WHAT, "address", holds=_is_known_word, needs=_LAND),
    matches(_SHOUTED, "address", holds=_is_street, needs=_WAYS),
    matches(_SMALL, "address", holds=_is_street, needs=_WAYS),
    matches(_SMALL_TOWN, "address", digits=6, run=5, near=_SMALL_ZIP, reach=80),
    matches(_HOUSE_UK, "address", digits=2, glued=True, near=_UK, reach=250),
    matches(
        _INDIAN,
        "address",
        needs=("no", "flat", "plot", "house", "door", "shop", "room", "h.", "d."),
        digits=7,
        begins=True,
    ),
    matches(_HOUSE_US, "address", digits=5, run=5, near=_US, reach=200),
    matches(_ZIP_CITY, "address", holds=_is_city, run=5),
    matches(_FOUR_CITY, "address", needs=_TOWNS, run=4),
    matches(_ADDRESS_EN, "address", needs=_ENGLISH_WAYS),
    matches(_TOWN_UK, "address", digits=2, glued=True, near=_UK, reach=250),
    matches(_TOWN_US, "address", run=5, near=_US, reach=80),
)
NAMED_PLACES: tuple[Search, ...] = (matches(_IRISH, "address", needs=_IRELAND),)
"Addresses that may hold no figure."
