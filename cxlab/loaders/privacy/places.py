"""Postal addresses in German and English texts."""

# ruff: noqa: E501, SIM905  (a pattern or a sentence cut in two reads worse than a long line)
from __future__ import annotations

import re

from .spans import Finder, matches
from .words import folded, word_list

__all__ = ["PLACES"]

_CAP = r"[A-ZÄÖÜ][\w'’-]*"
_NO = r"\d{1,4}(?:[ ]?[a-hA-H](?!\w))?(?:[ ]?[-–/+][ ]?\d{1,4}[ ]?[a-h]?(?!\w))?"
_NOT_UNIT = (
    r"(?![\w%€]|[.,:]\d|\.? ?(?:kWh|Uhr|Euro|EUR|Tag|Woche|Monat|Jahr|Stunde|Minute|Mal\b|mal\b|Prozent|km\b|qm\b|m²"
    r"|Kunden|Personen|hours|days|weeks|months|years|times|minutes|%|€))"
)
_STRONG = r"(?:stra(?:ß|ss)e|str\.?|weg|platz|allee|gasse|ring|damm|ufer|chaussee|pfad|stieg|steig|promenade|twiete)"
_WEAK = r"(?:kamp|wall|markt|hof|berg|graben|siedlung|tor|park|anger|winkel|grund|feld|garten|gärten|höhe|tal|bogen|busch|brook|redder|reihe|zeile|koppel|brink|wiese|wiesen|horst|stein|bach|see|hang)"
_WORD = r"[A-ZÄÖÜ][\w’'-]*?"
_CITY = (
    r"(?:(?:Bad|St\.|Sankt|Groß|Klein|Neu|Alt|Hann\.) )?[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)*"
    r"(?:[ /]?\([\w. ]+\)| (?:am|an der|im|in der|in|ob der|auf der|bei|vor der|a\.|i\.|v\.) ?"
    r"(?:Main|Rhein|Ruhr|Neckar|Elbe|Donau|Inn|Oder|Spree|See|Harz|Havel|Saale|Weser|Lahn|Mosel|Taunus|Allgäu"
    r"|Breisgau|Westfalen|Weinstraße|Tauber|Höhe|d\. ?\w+|Bergstraße|Leine|Isar|Lech|M\.|Br\.|[A-Z]\w+))?"
)
_ZIP = r"(?:(?:PLZ|D|DE)[-: ]{0,2})?\d{5}"
_AND_CITY = rf"(?:,? ?\n?[ ]?(?:in )?{_ZIP} {_CITY}|, (?:in )?{_CITY}(?=[.,;!?\n]|$))?"

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
    rf"|Bei der|Beim|Alte[rn]?|Neue[rn]?) (?:{_CAP} ){{0,2}}{_CAP}"
    rf"|(?:{_CAP} )?{_CAP}) {_NO},? ?\n?[ ]?{_ZIP} {_CITY}"
)
"Any words and a house number, told by the postal code and city behind them."
_AT_HOME = re.compile(
    r"(?:\b(?:wohne\w*|wohnhaft|wohnen|adresse|anschrift|lieferstelle|abnahmestelle|verbrauchsstelle|umzug|umgezogen"
    r"|ziehen?|zieht|eingezogen|haus|wohnung|objekt)\b[^.!?\n]{0,40}?[ :])"
    rf"((?:(?:Am|An der|An den|Auf dem|Auf der|Im|In der|In den|Zum|Zur|Unter den|Hinter der|Vor dem|Bei der|Beim)"
    rf" (?:{_CAP} ){{0,2}}{_CAP}|{_WORD}{_WEAK}) {_NO}{_NOT_UNIT}{_AND_CITY})",
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
_ZIP_CITY = re.compile(rf"(?<![\d.,€$£/-])(?<!\w)((?:D|DE)[- ]|PLZ:? ?)?(\d{{5}}) ({_CITY})")
_CUED_CITY = re.compile(
    rf"\b(?i:wohn\w*|zuhause|anschrift|adresse|lieferstelle|abnahmestelle|verbrauchsstelle|(?:umzug|umgezogen|ziehen?|zieht) (?:nach|von|in))"
    rf"\b[^.!?\d\n]{{0,20}}? ({_ZIP} {_CITY})"
)
_FOUR_CITY = re.compile(
    r"(?<![\d.,-])(?<!\w)(?:(?:A|CH)-)?\d{4} (?:Wien|Graz|Linz|Salzburg|Innsbruck|Zürich|Bern|Basel|Genf|Luzern)\b"
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
_TOWN_EN = re.compile(
    rf"(?<!\w)(?:(?:{_CAP} )?{_CAP},? {_POSTCODE}|(?:{_CAP} )?{_CAP}, [A-Z]{{2}} \d{{5}}(?:-\d{{4}})?|{_POSTCODE})(?!\w)"
)

def _is_street(text: str) -> bool:
    word = folded(text.split()[0].rstrip(",.")) if text else ""
    return word not in _NOT_STREETS


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


PLACES: tuple[Finder, ...] = (
    matches(_STREET, "address", holds=_is_street),
    matches(_QUIET, "address", holds=_is_street),
    matches(_AT_HOME, "address", group=1),
    matches(_CUED_CITY, "address", group=1),
    matches(_ZIP_CITY, "address", holds=_is_city),
    matches(_FOUR_CITY, "address"),
    matches(_ADDRESS_EN, "address"),
    matches(_TOWN_EN, "address"),
)
