"""Licence plates: by their form where it is told by nothing else, by the words beside it otherwise."""

# ruff: noqa: E501, SIM905  (lists of codes read better in long lines)
from __future__ import annotations

import re

from .lexicon import Can, look_up
from .spans import Search, matches

__all__ = ["PLATES", "is_district"]

_DISTRICTS = frozenset(
    "A AA AB ABG ABI AC AE AH AIB AIC AK ALF ALZ AM AN ANA ANG ANK AÖ AP APD ARN ART AS ASL ASZ AT AU AUR AW AZ AZE B BA BAD BAR BB BBG BBL BC BCH BD BE BED BER BF BGD BGL BH BI BID BIN BIR BIT BIW BK BKS BL BLB BLK BM BN BNA BO BÖ"
    " BOG BOH BOR BOT BP BRA BRB BRG BRK BRL BRV BS BSB BSK BT BTF BUL BÜD BÜR BÜS BÜZ BW BWL BYL BZ BZA C CA CAS CB CE CHA CLP CLZ CO COC COE CR CUX CW D DA DAH DAN DAU DB DBR DD DE DEG DEL DGF DH DI DIL DIN DIZ DKB DL DLG DM DN DO"
    " DON DU DÜW DW DZ E EA EB EBE EBN EBS ECK ED EE EF EG EH EI EIC EIL EIN EIS EL EM EMD EMS EN ER ERB ERH ERK ERZ ES ESB ESW EU EW F FAL FB FD FDB FDS FEU FF FFB FG FH FI FKB FL FLÖ FN FO FOR FR FRG FRI FRW FS FT FTL FÜ FÜS FW FZ G"
    " GA GAN GAP GC GD GDB GE GEL GEM GEO GER GF GG GHA GHC GI GK GL GLA GM GMN GN GÖ GOA GOH GP GR GRA GRH GRI GRM GRS GRZ GS GT GTH GÜ GUB GUN GV GVM GW GZ H HA HAB HAL HAM HAS HB HBN HBS HC HCH HD HDH HDL HE HEB HEF HEI HEL HER HET"
    " HF HG HGN HGW HH HHM HI HIG HIP HK HL HM HMÜ HN HO HOG HOH HOL HOM HOR HOT HP HR HRO HS HSK HST HU HV HVL HWI HX HY HZ IGB IK IL ILL IN ISE IZ J JB JE JEV JL JÜL K KA KB KC KE KEH KEL KEM KF KG KH KI KIB KK KL KLE KLZ KM KN KO KÖN"
    " KÖT KÖZ KR KRU KS KT KU KÜN KUS KW KY KYF L LA LAN LAU LB LBS LBZ LC LD LDK LDS LEO LER LEV LF LG LH LI LIB LIF LIP LL LM LN LÖ LÖB LOS LP LR LRO LSA LSN LSZ LU LÜN LUK LUP LWL M MA MAB MAI MAK MAL MB MC MD ME MED MEG MEI MEK MEL"
    " MER MES MET MG MGH MGN MH MHL MI MIL MK MKK ML MM MN MO MOD MOL MON MOS MQ MR MS MSE MSH MSP MST MTK MTL MÜ MÜB MÜR MVL MW MY MYK MZ MZG N NAB NAI NAU NB ND NDH NE NEA NEB NEC NEN NES NEU NEW NF NH NI NK NL NM NMB NMS NÖ NOH NOL"
    " NOM NOR NP NR NRW NT NU NVP NW NWM NY NZ OA OAL OB OBB OBG OC OCH OD OE OF OG OH OHA OHV OHZ OK OL OP OPR OR OS OSL OTW OVI OVL OVP OZ P PA PAF PAN PAR PB PCH PE PEG PER PF PI PIR PL PLÖ PM PN PR PRÜ PS PW PZ QFT QLB R RA RC RD RDG"
    " RE REG REH REI RG RH RI RID RIE RL RM RN RO ROD ROF ROH ROK ROL ROS ROT ROW RP RS RSL RT RU RÜD RÜG RV RW RY RZ S SAB SAD SAL SAN SAW SB SBG SBK SC SCZ SDH SDL SDT SE SEB SEE SEF SEL SFB SFT SG SGH SHA SHG SHK SHL SI SIG SIM SK SL"
    " SLE SLF SLK SLN SLS SLÜ SLZ SM SMÜ SN SO SOB SOG SOK SÖM SON SP SPB SPN SR SRB SRO ST STA STB STD STE STL STO SU SUL SÜW SW SWA SY SZ SZB TBB TDO TE TET TF TG THL THW TIR TO TÖL TP TR TS TT TÜ TUT UE UEM UER UFF UH UL UM UN USI V"
    " VAI VB VEC VER VG VIB VIE VIT VK VKL VOH VR VS W WA WAF WAK WAN WAR WAT WB WBS WD WDA WE WEB WEG WEL WEN WER WES WF WG WHV WI WIL WIS WIT WIZ WK WL WLG WM WMS WN WND WO WOB WOH WOL WOR WOS WR WRN WS WSF WST WSW WT WTL WTM WÜ WUG"
    " WUN WUR WW WZ WZL X Y Z ZE ZEL ZI ZIG ZP ZR ZS ZW ZZ".split()
)
_GERMAN = re.compile(
    r"(?<![\w.-])(?P<plate>[A-ZÄÖÜ]{1,3}[-–‐·•] ?[A-Z]{1,2}[ \u00a0-]?\d{1,4}(?: ?[EH])?)(?![\w-]|\.\d)"
)
_CANTONS = "AG AI AR BE BL BS FR GE GL GR JU LU NE NW OW SG SH SO SZ TG TI UR VD VS ZG ZH".split()
_STATES = "AN AP AR AS BR CH CG DD DL GA GJ HP HR JH JK KA KL LA MH ML MN MP MZ NL OD PB PY RJ SK TN TR TS UK UP WB".split()
_COUNTIES = "C CE CN CW D DL G KE KK KY L LD LH LK LM LS MH MN MO OY RN SO T TS W WH WX WW".split()
_AUSTRIAN = "AM BA BL BM BN BR BZ DL DO EF EU FB FE FF FK FR GB GD GF GM GR GS GU HA HB HE HF HL HO IL IM JE JO JU KB KF KI KL KO KR KS KU LA LB LE LF LI LL LN LZ MA MD ME MI MT MU MZ ND NK OP OW PE PL RA RE RI RO SB SD SE SL SO SP SR SV SW SZ TA TU UU VB VI VK VL VO WB WE WL WN WO WT WU WY WZ ZE ZT".split()
_BY_FORM = re.compile(
    r"(?<![\w.-])(?=[A-Z]{1,2}[-· \d]|\d{2,3}-)(?P<plate>"
    rf"(?:{'|'.join(_CANTONS)})[- ·](?:\d{{2,3}}[ '’]\d{{3}}|\d{{5,6}})(?![ ]?(?:CHF|Fr|EUR|€|kWh|Franken))"
    rf"|(?:{'|'.join(_STATES)})[ -]?\d{{1,2}}[ -]?[A-Z]{{1,3}}[ -]?\d{{4}}"
    r"|[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}|[A-Z]{2}\d{2} [A-Z]{3}"
    rf"|(?:[WGLSIKPE]|[A-Z]{{2}})-\d{{2,5}} ?[A-Z]{{1,3}}|(?:{'|'.join(_AUSTRIAN)})[- ]\d{{1,4}} ?[A-Z]{{2,3}}"
    rf"|\d{{2,3}}-(?:{'|'.join(_COUNTIES)})-\d{{1,6}}"
    r")(?![\w-]|[.,]\d)"
)
"By their form alone: ZH 612 904, KA 05 MH 1234, AB-123-CD, AB12 CDE, W-23456 K, 191-D-40872"
_AT_ROAD = (
    r"(?:auto|wagen|pkw|kfz|car|vehicle|unfall|gegner|parkplatz|parkhaus|geparkt|parken|busse|bußgeld|strafzettel|knöllchen|polizei|angefahren|abgeschleppt|gerammt|blitzer|halter|fahrer|werkstatt|tüv|leihwagen|mietwagen"
    r"|parking|parked|towed|toll|crash|collision|accident|driver|speeding|mot|hire car|rental)"
)
_ROAD = re.compile(
    rf"(?<!\w)(?i:{_AT_ROAD})(?!\w)[^\n]{{0,60}}?(?<![\w-])(?P<plate>[A-ZÄÖÜ]{{1,3}} [A-Z]{{1,2}} \d{{2,4}}|[A-Z]{{2}} \d{{4,6}}|[A-Z]{{2}}\d{{2}} ?[A-Z]{{3}}|\d[A-Z]{{3}}[ -]?\d{{3}})(?![\w-]|[.,]\d)"
)
_CUE = (
    r"(?:kennzeichen|nummernschild|kfz(?:-?kz)?\.?|kennz\.?|plates?|licen[cs]e|number ?plate|reg(?:istration|\.)?(?: ?(?:no\.?|number|mark))?|vehicle|car|auto|wagen|pkw|lkw|fahrzeug"
    r"|transporter|van|truck|motorrad|roller|anhänger|golf|passat|polo|bmw|audi|mercedes|opel|toyota|skoda|fiat|neues|altes)"
)
_FORM = (
    r"(?:[A-ZÄÖÜ]{1,3}[ ·•–-]{1,2}[A-Z]{1,2}[ -]?\d{1,4}(?: ?[EH])?"  # HH-KL 2304, S MM 4711
    r"|[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z]"  # British, old and new
    r"|\d[A-Z]{3}[ -]?\d{3}|\d{3}[ -][A-Z]{3}|[A-Z]{2} \d{3} \d{3}|[A-Z]{3}[ -]\d{3,4}"  # American
    r"|[A-Z]{1,2}[ -]?\d{1,6} ?[A-Z]{1,3}|[A-Z]{2,3} ?\d{3,4}[A-Z]{0,2}|[A-Z]{2}[ -]\d{3}[ -][A-Z]{2})"  # A, CH, PL, F, I
)
_CUED = re.compile(rf"(?<!\w)(?i:{_CUE})(?!\w)[^\n\d]{{0,30}}?(?<![\w-])(?P<plate>{_FORM})(?![\w-]|[.,]\d)")
_SMALL = re.compile(
    r"(?<!\w)(?:kennzeichen|nummernschild|number ?plate|licen[cs]e plate|reg(?:istration)? ?(?:no\.?|number)|reg)(?!\w)[ ]?(?:is|ist|lautet|war|:)?[ ]{0,2}"
    rf"(?P<plate>{_FORM})(?![\w-])",
    re.IGNORECASE,
)

_SMALL_GERMAN = re.compile(
    rf"(?<!\w)(?:{_CUE})(?!\w)[ :,(]{{1,3}}(?:ist |mit |is )?(?P<plate>[a-zäöü]{{1,3}}[ -][a-z]{{1,2}}[ -]?\d{{2,4}})(?![\w-]|[.,]\d)"
)
"auto hh ab 123: who writes no capitals."
_AFTERWARDS = re.compile(
    rf"(?<![\w-])(?P<plate>{_FORM}) (?i:(?:ist|is|war|was|lautet) (?:mein|das|unser|my|the|our) (?:\w{{1,12}} )?{_CUE})(?!\w)"
)


def _is_small_district(plate: str) -> bool:
    first = re.split("[ -]", plate)[0]
    return first.upper() in _DISTRICTS and not look_up(first) & Can.EVERYDAY


def is_district(plate: str) -> bool:
    """Whether a plate begins with the letters of a German district."""
    return re.split("[^A-ZÄÖÜ]", plate)[0] in _DISTRICTS


def _is_plausible(plate: str) -> bool:
    """Of two groups of letters the first is a district's."""
    return " " not in plate or not plate[0].isalpha() or is_district(plate) or plate[:2] in _CANTONS


_ROADS = (
    "auto", "pkw", "kfz", "car", "vehicle", "unfall", "gegner", "park", "busse", "bußgeld", "strafzettel", "knöllchen", "polizei", "angefahren", "abgeschleppt", "gerammt", "blitzer", "halter", "fahrer", "werkstatt", "tüv", "wagen", "towed", "toll", "crash",
    "collision", "accident", "driver", "speeding", "mot", "hire", "rental",
)  # fmt: skip
_VEHICLES = (
    "number", "kennz", "nummernschild", "kfz", "plate", "licen", "reg", "vehicle", "car", "auto", "wagen", "pkw", "lkw", "fahrzeug", "transporter", "van", "truck", "motorrad", "roller", "anhänger", "golf", "passat", "polo", "bmw", "audi",
    "mercedes", "opel", "toyota", "skoda", "fiat", "neues", "altes",
)  # fmt: skip
PLATES: tuple[Search, ...] = (
    matches(_BY_FORM, "plate", group="plate", digits=2),
    matches(_ROAD, "plate", group="plate", holds=_is_plausible, needs=_ROADS, digits=3, begins=True),
    matches(_GERMAN, "plate", group="plate", holds=is_district, needs=("-", "–", "‐", "·", "•")),
    matches(
        _CUED,
        "plate",
        group="plate",
        holds=lambda plate: any(map(str.isdigit, plate)),
        needs=_VEHICLES,
        begins=True,
    ),
    matches(_AFTERWARDS, "plate", group="plate", needs=_VEHICLES),
    matches(
        _SMALL_GERMAN,
        "plate",
        group="plate",
        holds=_is_small_district,
        needs=_VEHICLES,
        digits=2,
        begins=True,
    ),
    matches(
        _SMALL,
        "plate",
        group="plate",
        needs=("kennz", "nummernsch", "number", "plate", "licen", "reg"),
        begins=True,
    ),
)
