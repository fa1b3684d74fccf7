"""Postal addresses of North America, Australia, New Zealand, Ireland and Austria that are written in small letters, in capitals or with a short form."""

# ruff: noqa: E501  (a pattern cut in two reads worse than a long line)
from __future__ import annotations

import re

from .lexicon import Can, look_up
from .spans import Search, matches

__all__ = ["ABROAD", "SHORT_WAYS"]

_STATE = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
    r"|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts"
    r"|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New (?:Hampshire|Jersey|Mexico|York)|(?:North|South) (?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania"
    r"|Rhode Island|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming)"
)
_CANADA = r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d"
_CODE = rf"(?:{_STATE},? \d{{5}}(?:-\d{{4}})?|(?:NSW|VIC|QLD|TAS|ACT|SA|WA|NT),? \d{{4}}|(?:(?:AB|BC|MB|N[BLSTU]|ON|PE|QC|SK|YT),? )?{_CANADA}|(?:Auckland|Wellington|Christchurch|Hamilton|Dunedin|Tauranga|Nelson)(?: City)?,? \d{{4}})"
_WAY = (
    r"(?:street|st|road|rd|avenue|ave?|lane|ln|drive|dr|court|ct|place|pl|square|sq|boulevard|blvd|way|terrace|tce|close|cl|crescent|cres|gardens|gdns|row|walk|mews|highway|hwy|parkway|pkwy"
    r"|grove|gr|hill|circle|cir|trail|trl|alley|quay|parade|pde|esplanade|esp|rise|view|vale|loop|ridge|run|turnpike|pike|crossing)"
)
_ROOM = r"(?:(?:flat|apt|apartment|unit|suite|ste|level|lot)\.? ?\w{1,4}|\#[ ]?\w{1,4})"
_ANY_CASE = re.compile(
    rf"(?<![\w.,#-])(?:{_ROOM},? )?(?:\d{{1,4}}[a-z]?/)?\d{{1,5}}[a-z]?,? (?:[nsew]{{1,2}}\.? )?(?:[^\W\d_][\w'’-]{{1,20}} ){{1,3}}?{_WAY}\.?(?!\w)(?:,? {_ROOM})?"
    rf"(?:,? [^\W\d_][\w'’.-]{{1,20}}){{0,3}}?,? {_CODE}(?!\w)"
    rf"|(?<!\w)(?:p\.? ?o\.? ?box \d{{1,6}}|rr \d{{1,3}}),? (?:[^\W\d_][\w'’.-]{{1,20}},? ){{1,3}}{_CODE}(?!\w)",
    re.IGNORECASE,
)
"1189 w. fulton st #3, chicago il 60607; 210 DOMINION RD, MT EDEN, AUCKLAND 1024: the code of a state ends it."
_CAP = r"[A-Z][\w'’]{1,20}(?:-[\w'’]{1,20})?"
_SHORT = re.compile(
    rf"(?<![\w.,#-])\d{{1,4}}[A-Za-z]? (?:{_CAP} ){{1,2}}(?:Gdns|Parade|Pde|Cres|Tce|Cl|Esplanade|Vale|Rise|Wharf)\.?(?!\w)(?:, {_CAP}(?: {_CAP})?(?=[.,;!?\n]|$))?"
)
_EIRCODE_ROW = re.compile(
    rf"(?<!\w)(?:(?:{_CAP} ){{0,3}}(?:{_CAP}|\d{{1,4}}[A-Za-z]?),? ){{1,4}}[AC-FHKNPRTV-Y]\d[\dW] ?(?=[A-Z]{{0,3}}\d)[AC-FHKNPRTV-Y\d]{{4}}(?![\w-])"
)
"Rathgar Mews 3, Dublin 6, D06 K4N2"
_STAIRS = re.compile(
    r"(?<![\w-])[a-zäöüß-]{3,30}(?:straße|strasse|str\.?|gasse|weg|platz|allee|ring)[ ]?\d{1,4}[a-h]?"
    r"[ ,/]{1,2}(?:stiege|stg\.?|stock|tür|tuer|top|haus|whg\.?)[ ]?\d{1,3}[a-z]?(?!\w)(?:[ ,/]{1,2}(?:(?:stock|tür|tuer|top|whg\.?)[ ]?)?\d{1,3}[a-z]?(?!\w)){0,3}(?:,? (?:in )?[1-9]\d{3} [^\W\d_]{3,24})?",
    re.IGNORECASE,
)
"nordbahnstrasse 51 stiege 2 tür 17 in 1020 wien"
_SHORTENED = re.compile(
    r"(?<![\w-])(?:(?:Bgm|Dr|Prof|Gen|Pfr|Kard|Joh|Fr|St|Bürgerm|Bürgermstr)\.-)(?:[A-ZÄÖÜ][\wäöüß]{1,24}-){1,3}(?:Str\.?|Stra(?:ß|ss)e|Weg|Platz|Allee|Ring|Gasse)[ ]\d{1,4}(?: ?[a-h](?!\w))?(?:,? \d{4,5} [A-ZÄÖÜ][a-zß-öø-ÿ]{2,24})?"
)
"Bgm.-Smidt-Str. 61, 28195 Bremen"
_LABELLED = re.compile(
    r"(?<!\w)(?:wohn)?(?:ort|stadt|PLZ|PLZ ?/ ?Ort|town|city):[ ]{0,3}(?P<place>(?:(?:A|CH|D)-)?\d{4,5} [A-ZÄÖÜ][a-zß-öø-ÿ]{2,24})(?!\w)",
    re.IGNORECASE,
)


_SPORTS = re.compile(
    r"(?<![\w-])(?:Am|Beim|Zum) (?:Sport|Markt|Fest|Kirch|Dorf|Schul|Bahnhof|Rathaus|Schloss|Linden)s?platz \d{1,3} ?[a-h]?(?!\w),? (?:\d{4,5}) [A-ZÄÖÜ][a-zß-öø-ÿ]{2,24}"
)
"Squares that are streets too where a postal code follows."


def _is_row(text: str) -> bool:
    """Whether a row before an Eircode begins with a place and not with a word of the sentence ("The Eircode D06 ...")."""
    return not look_up(text.split()[0].strip(",")) & Can.EVERYDAY


_WAYS = ("st", "road", "rd", "av", "lane", "ln", "dr", "c", "pl", "sq", "boulevard", "blvd", "way", "t", "g", "row", "walk", "mews", "h", "p", "q", "es", "ri", "v", "loop", "box", "rr")  # fmt: skip
_CODE_AHEAD = re.compile(
    r"[A-Za-z\dıİſ\u212a](?i:(?<!\w.)(?:(?<=[A-Z])[A-Z](?:[A-Z]|,)? \d{4,5}(?!\d)|(?<=[A-Z])\d[A-Z] ?\d[A-Z]\d|(?<=[A-Z])[a-z]+ \d{4,5}(?!\d)|(?<=\d)\d{3,4}(?!\d))"
    r"|(?<=[ABCEGHJ-NPRSTVXY])\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d)"
)
"In either case by its set, with the four signs that have a case of these letters: IGNORECASE in front would lose the fast start."
_BEGINS = re.compile(
    r"[#\dAaFfLlPpRrSsUuſ](?:(?<![\w.,#-].)(?:(?<=\d)(?=\d{0,4}(?i:[a-z])?[/, ])|(?<=\#)|(?i:(?<=f)lat|(?<=a)p(?:t|artment)|(?<=u)nit|(?<=s)(?:uite|te)|(?<=l)(?:evel|ot)))"
    r"|(?<!\w.)(?i:(?<=p)\.? ?o\.? ?box|(?<=r)r \d))"
)
_DOOR = re.compile(r"[ ,/](?i:stiege|stg\.?|stock|tür|tuer|top|haus|whg\.?)[ ]?\d")
_EIRCODE = re.compile(r"[AC-FHKNPRTV-Y](?<![\w-].)\d[\dW] ?(?=[A-Z]{0,3}\d)[AC-FHKNPRTV-Y\d]{4}(?![\w-])")
ABROAD: tuple[Search, ...] = (
    matches(_ANY_CASE, "address", digits=4, near=_CODE_AHEAD, reach=140, first=_BEGINS),
    matches(_EIRCODE_ROW, "address", holds=_is_row, digits=2, glued=True, near=_EIRCODE, reach=120),
    matches(
        _STAIRS,
        "address",
        needs=("str", "gasse", "weg", "platz", "allee", "ring"),
        digits=2,
        near=_DOOR,
        reach=60,
    ),
    matches(_SHORTENED, "address", needs=(".-",), digits=1),
    matches(_SPORTS, "address", needs=("platz",), digits=5, run=4),
    matches(
        _LABELLED,
        "address",
        group="place",
        needs=("ort:", "stadt:", "plz", "town:", "city:"),
        run=4,
        begins=True,
    ),
)
SHORT_WAYS: tuple[Search, ...] = (
    matches(
        _SHORT,
        "address",
        needs=("gdns", "parade", "pde", "cres", "tce", "cl", "esplanade", "vale", "rise", "wharf"),
        digits=1,
    ),
)
