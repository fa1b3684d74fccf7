"""Addresses of the net as people write them: e-mail (also spelt out), links with a login, user names."""

# ruff: noqa: E501, SIM905  (a pattern cut in two reads worse than a long line)
# ruff: noqa: D401  (rules read like sentences)
from __future__ import annotations

import re

from .lexicon import Can, look_up
from .spans import Search, matches

__all__ = ["EMAIL", "NET", "SPELT", "USERS"]

_LOCAL = r"(?<![\w.+%-])[\w+%-]{1,64}(?:\.[\w+%-]{1,64}){0,8}"
_TOP = r"(?:xn--[\w-]{2,59}|[^\W\d_]{2,24})(?!\w)"
_KNOWN_TOP = (
    r"(?:com|org|net|de|at|ch|eu|uk|co|info|biz|io|me|fr|pl|tr|it|es|nl|be|dk|se|no|cz|hu|ro|hr|gr|ru|ua|pt|ie|us|ca|au|in|edu|gov"
    r"|email|online|cloud|app|dev|example|berlin|hamburg|koeln|wien|swiss)(?!\w)"
)
_BRACKETED = (
    r"\s?[\[({<*]\s?(?:at|ät|aet|@|a|klammeraffe|affe)\s?[\])}>*]\s?|\s?[-_]{1,2}(?:at|ät)[-_]{1,2}\s?"
)
_SPELT_DOT = (
    r"(?:\s{0,2}[\[({<*]\s?(?:dot|punkt|point|\.)\s?[\])}>*]\s{0,2}|\s{1,3}(?:dot|punkt|point)\s{1,3}|\.)"
)

_LOCAL_SPELT = r"(?<![\w.+%-])[\w+%-]{1,64}(?:(?:\.|\s?[\[(](?:dot|punkt|\.)[\])]\s?)[\w+%-]{1,64}){0,8}"
_LINK = re.compile(r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}://[^\s/@]{1,200}@\S{1,500}", re.IGNORECASE)
EMAIL = re.compile(
    rf"(?:mailto:)?{_LOCAL}(?:@|\s?[\[(]\s?(?:at|ät|@)\s?[\])]\s?)[\w-]{{1,63}}(?:(?:\.|\s?[\[(]\s?(?:dot|punkt|\.)\s?[\])]\s?)[\w-]{{1,63}}){{0,4}}"
    rf"(?:\.|\s?[\[(]\s?(?:dot|punkt|\.)\s?[\])]\s?){_TOP}",
    re.IGNORECASE,
)
_HOST = re.compile(
    rf"[@(\[](?:(?<=@)|\s?(?:at|ät|@)\s?[\])]\s?)[\w-]{{1,63}}(?:(?:\.|\s?[\[(]\s?(?:dot|punkt|\.)\s?[\])]\s?)[\w-]{{1,63}}){{0,4}}"
    rf"(?:\.|\s?[\[(]\s?(?:dot|punkt|\.)\s?[\])]\s?){_TOP}",
    re.IGNORECASE,
)
"What stands behind the name: much rarer than what can be one."
_LONGEST = 700
"Characters of the name before the sign."
_MASKED = re.compile(
    rf"{_LOCAL_SPELT}(?:{_BRACKETED})[\w-]{{1,63}}(?:{_SPELT_DOT}[\w-]{{1,63}}){{0,3}}(?:{_SPELT_DOT}{_TOP}|\s\.\s?{_KNOWN_TOP})",
    re.IGNORECASE,
)
"anna (at) firma punkt de, info(klammeraffe)huber.de, t.b -at- posteo.de"
_MASKED_HOST = re.compile(
    rf"[\[({{<*_-](?:(?<=[\[({{<*])\s?(?:at|ät|aet|@|a|klammeraffe|affe)\s?[\])}}>*]|(?<=[_-])[-_]?(?:at|ät)[-_]{{1,2}})\s?[\w-]{{1,63}}(?:{_SPELT_DOT}|\s\.)",
    re.IGNORECASE,
)
_GAPPED = re.compile(
    rf"{_LOCAL}(?:\s{{1,2}}@\s{{0,2}}|@\s{{1,2}})[\w-]{{1,63}}(?:\s?[.,]\s?[\w-]{{1,63}}){{0,3}}?\s?[.,]\s?{_KNOWN_TOP}"
    rf"|{_LOCAL}@[\w-]{{1,63}}(?:\s?[.,]\s?[\w-]{{1,63}}){{0,2}}?\s?[.,]\s?{_KNOWN_TOP}",
    re.IGNORECASE,
)
"ben_k @gmail.com, k.lau@ web,de, ruth @ btinternet . com"
_GAPPED_HOST = re.compile(
    rf"@\s{{0,2}}[\w-]{{1,63}}(?:\s?[.,]\s?[\w-]{{1,63}}){{0,3}}?\s?[.,]\s?{_KNOWN_TOP}", re.IGNORECASE
)
_JOIN = r"(?:\s{1,2}(?:dot|punkt|point|underscore|unterstrich|minus|dash|bindestrich|strich)\s{1,2}|[._-])"
SPELT = re.compile(
    rf"(?<![\w.+%-])\w{{1,30}}(?:{_JOIN}\w{{1,30}}){{0,4}}\s{{1,2}}(?:at|ät|aet|klammeraffe|affe)\s{{1,2}}[\w-]{{1,40}}"
    rf"(?:(?:\s{{1,2}}(?:dot|punkt|point)\s{{1,2}}|\.)[\w-]{{1,30}}){{0,2}}?(?P<dot>\s{{1,2}}(?:dot|punkt|point)\s{{1,2}}|\.){_KNOWN_TOP}(?:(?:\s{{1,2}}(?:dot|punkt|point)\s{{1,2}}|\.){_KNOWN_TOP})?",
    re.IGNORECASE,
)
"susi punkt sorglos at gmx punkt at, max_77 AT t-online DOT de"
_SPELT_HOST = re.compile(
    r"\s(?:at|ät|aet|klammeraffe|affe)\s{1,2}[\w-]{1,40}(?:\s{1,2}(?:dot|punkt|point)\s|\.)", re.IGNORECASE
)
_HEAD = re.compile(
    r"(?:look|shop|order|bought|ordered|buy|see|meet|us|me|it|là|was|is|only|available|visit|found|and)\b",
    re.IGNORECASE,
)

_AT_USER = re.compile(r"@(?<![\w.@/]@)(?:(?=[\w.]{0,29}[^\W\d_])[^\W_](?:[\w.]{1,29})(?<![.])|_\w{2,29})")
_NO_USER = frozenset(
    "work home all alle everyone here noon night school all office once least the my your team channel admin hand arbeit".split()
)
_HANDLE = r"(?:(?:live:|@)?[\w][\w.#\-]{1,38}[\w])"
_USER = re.compile(
    r"(?<!\w)(?:(?:user|benutzer|nutzer|login|log-in|account|konto|spieler|profil|steam|twitter|insta(?:gram)?|tiktok|forum|discord|skype|snap(?:chat)?|telegram|reddit|ebay|psn|xbox|gamer)"
    r"[ -]?(?:name|namen|id|kennung|tag|handle|nick)|nick(?:name)?|alias|gamer ?tag|handle|username|screen ?name|discord|skype|telegram|t\.me/|snapchat|tiktok|insta(?:gram)?|twitter|steam|psn|xbox(?: live)?|reddit|user|nutzer|benutzer|login|kennung)(?!\w)"
    r"(?: (?:auf|bei|on|im|in) \w{1,20})?[ ]?(?:is|ist|lautet|heißt|heisst|war|was|:|=|,)?[ ]{0,2}[\"'„(]?"
    rf"(?P<name>{_HANDLE})(?![\w@])",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?<!\w)(?:account|konto|profil|user|er|sie|ich|seller|verkäufer)(?: (?:bei|auf|on|im|in) \w{1,20}){0,2} (?:is called|is|ist|heißt|heisst|heiße|heisse|lautet) "
    rf"(?:(?:er|ich|sie|dort|da) )?(?P<name>{_HANDLE})(?![\w@])",
    re.IGNORECASE,
)
_IS_CALLED = re.compile(r" (?:is called|is|ist|heißt|heisst|heiße|heisse|lautet) ", re.IGNORECASE)
_THERE = re.compile(
    r"(?<!\w)(?:insta(?:gram)?|tiktok|twitter|snap(?:chat)?|discord|telegram|skype|reddit|youtube|facebook|fb|forum|twitch|steam|threads|mastodon|bluesky|linkedin)(?!\w)[^.!?\n]{0,15}?(?:[,:(] ?|\s)"
    rf"(?:(?:ich )?(?:bin|heiße|heisse|i'?m|im|i am|is|ist|als|as|unter|under|called|me at|user|handle|find me)(?: (?:dort|da|there|ich|at|as|under|unter|is|ist))? )(?P<name>{_HANDLE})(?![\w@])",
    re.IGNORECASE,
)
"auf Insta, bin dort lena.backt.brot"
_AS = re.compile(rf"(?<!\w)(?:als|as|unter|von|by|from|user) (?P<name>{_HANDLE})(?![\w@])", re.IGNORECASE)
_SHAPED = re.compile(r"(?=.*[^\W\d_])(?:.*\d.*|.*[^\W_][_.#][^\W_].*|.*[a-zäöü][A-Z].*|.*[^\W\d_]-[^\W_].*)$")
_MIXED = re.compile(r"(?=[^\W\d_]{3,}[._]?[^\W\d_]*\d{1,4}$|[^\W\d_]\w*_\w+$|\w+#\d{4}$)(?=.*[a-z])")


def _spelt(text: str) -> bool:
    """A spoken address has a spoken dot, or a name that no sentence has: "look at amazon.com" is none."""
    spoken = re.search(r"\s(?:dot|punkt|point)\s", text, re.IGNORECASE) is not None
    local = re.split(r"\s(?:at|ät|aet|klammeraffe|affe)\s", text, flags=re.IGNORECASE)[0]
    return (spoken and not _HEAD.fullmatch(local.strip())) or bool(re.search(r"[\d_.]", local))


def _gapped(text: str) -> bool:
    """The end of an address, not a word of the sentence: "as @gary, no reply"."""
    last = re.split(r"[.,]\s?", text)[-1]
    return not re.search(r",\s\w+$", text) or not look_up(last) & (Can.EVERYDAY | Can.NEVER)


def _is_user(text: str) -> bool:
    bare = text.lstrip("@").strip(".")
    return bare.casefold() not in _NO_USER and not bare.isdigit()


def _looks_like_one(text: str) -> bool:
    """After a word that announces a user name: anything but an everyday word, a number, a file or a web address."""
    if not _is_user(text) or re.search(r"\.(?:com|de|org|net|html?|pdf|jpg|png)$", text, re.IGNORECASE):
        return False
    return bool(_SHAPED.match(text)) or (
        len(text) >= 5
        and not look_up(text) & (Can.EVERYDAY | Can.NEVER | Can.BRAND)
        and not text[0].isupper()
    )


def _must_be_one(text: str) -> bool:
    return _is_user(text) and bool(_MIXED.match(text))


NET: tuple[Search, ...] = (
    matches(_LINK, "link", needs=("://",)),
    matches(
        _MASKED,
        "email",
        needs=("at", "ät", "aet", "@", "affe", "(a", "[a"),
        near=_MASKED_HOST,
        reach=_LONGEST,
    ),
    matches(EMAIL, "email", needs=("@", "at", "ät"), near=_HOST, reach=_LONGEST),
    matches(_GAPPED, "email", holds=_gapped, needs=("@",), near=_GAPPED_HOST, reach=_LONGEST),
    matches(_AT_USER, "handle", holds=_is_user, needs=("@",)),
)
"Where a text has an @ or a bracket."
_ANNOUNCED = (
    "user", "nutzer", "login", "log-in", "nick", "alias", "screen", "handle", "discord", "skype", "telegram", "snap", "tiktok", "insta", "twitter", "steam",
    "psn", "xbox", "reddit", "kennung", "account", "konto", "profil", "ebay", "forum", "gamer", "spieler", "t.me",
)  # fmt: skip
_NETS = (
    "insta",
    "tiktok",
    "twitter",
    "snap",
    "discord",
    "telegram",
    "skype",
    "reddit",
    "youtube",
    "facebook",
    "fb",
    "forum",
    "twitch",
    "steam",
    "threads",
    "mastodon",
    "bluesky",
    "linkedin",
)
USERS: tuple[Search, ...] = (
    matches(
        SPELT,
        "email",
        holds=_spelt,
        needs=(" dot ", " punkt ", " point ", " at ", " ät ", "klammeraffe"),
        near=_SPELT_HOST,
        reach=_LONGEST,
    ),
    matches(_USER, "handle", group="name", holds=_looks_like_one, needs=_ANNOUNCED, begins=True),
    matches(
        _THERE,
        "handle",
        group="name",
        holds=lambda text: bool(_SHAPED.match(text)) and _looks_like_one(text),
        needs=_NETS,
        begins=True,
    ),
    matches(
        _CALLED,
        "handle",
        group="name",
        holds=lambda text: bool(_SHAPED.match(text)) and _is_user(text),
        needs=(" is", " ist", " hei", " lautet"),
        near=_IS_CALLED,
        reach=100,
    ),
    matches(
        _AS,
        "handle",
        group="name",
        holds=_must_be_one,
        needs=("als", "as", "unter", "von", "by", "from", "user"),
        begins=True,
    ),
)
