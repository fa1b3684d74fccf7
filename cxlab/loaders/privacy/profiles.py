"""Profiles and mailboxes written without the signs that tell them: a page of a network, a provider without its dot."""

# ruff: noqa: E501  (a pattern cut in two reads worse than a long line)
from __future__ import annotations

import re

from .spans import Search, matches

__all__ = ["AT_SIGNS", "PROFILES"]

_PAGE = re.compile(
    r"(?<![\w.])(?:https?://)?(?:www\.)?(?:linkedin\.com/in|xing\.com/profile|(?:facebook|instagram|tiktok|twitter|x|twitch|youtube)\.(?:com|tv)|reddit\.com/u(?:ser)?|t\.me|github\.com)/@?(?!p/|reel/|watch|groups/|pages/|company/|hashtag/|share)[\w.%-]{3,60}(?<![.])",
    re.IGNORECASE,
)
"linkedin.com/in/marisol-q-44: whose page it is"
_PATH = re.compile(r"\.(?i:com|tv|me)/")
_USER_PATH = re.compile(r"(?<![\w/])u/[\w-]{3,30}(?!\w)")
_LINED = re.compile(r"(?<![\w.@/])@_[\w]{1,28}(?:\.[\w]{1,28}){0,3}")
_PROVIDER = r"(?:gmail|googlemail|gmx|web|yahoo|hotmail|outlook|icloud|live|aol|freenet|posteo|proton|protonmail|bluewin|t-online|btinternet)"
_DOTLESS = re.compile(
    rf"(?<![\w.+%-])[\w+%-]{{1,40}}(?:[._-][\w+%-]{{1,40}}){{0,4}}\s?(?:@|\s(?:at|ät)\s)\s?{_PROVIDER}\s(?:com|net|de|at|ch|co uk|org|me)(?!\w)",
    re.IGNORECASE,
)
"w.tschirner at gmail com: dictated without the dot"
_ENDING = re.compile(
    r"\s(?i:(?<=(?:ail|gmx|web|hoo|ook|oud|ive|aol|net|teo|ton|win|ine)\s)(?:com|net|de|at|ch|co uk|org|me)(?!\w))"
)
"Behind what a provider's name ends in."

_HOSTS = ("linkedin", "xing", "facebook", "instagram", "tiktok", "twitter", "x.com", "twitch", "youtube", "reddit", "t.me", "github")  # fmt: skip
AT_SIGNS: tuple[Search, ...] = (matches(_LINED, "handle", needs=("@_",)),)
PROFILES: tuple[Search, ...] = (
    matches(_PAGE, "handle", needs=_HOSTS, near=_PATH, reach=60),
    matches(_USER_PATH, "handle", needs=("u/",)),
    matches(_DOTLESS, "email", needs=("gmail", "googlemail", "gmx", "web", "yahoo", "hotmail", "outlook", "icloud", "live", "aol", "freenet", "posteo", "proton", "bluewin", "t-online", "btinternet"), near=_ENDING, reach=260),
)  # fmt: skip
