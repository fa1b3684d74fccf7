"""What an NPS analysis says: the answer, findings with their evidence, titles and alternative texts.

Frames are those of `cxlab.nps`, `cxlab.nps_compare`, `cxlab.nps_change` and their kin, on -100..100.
A frame that is None stands for data the pot does not have: nothing is said then.
"""

from .captions import change_title, distribution_title, groups_title, table_caption, trend_title
from .change import change_findings, step_findings
from .comments import band_caption, callback_finding, comments, quotes
from .groups import group_findings, group_table, not_shown, stands_out, telling_first
from .headline import headline
from .lacking import lacking
from .periods import latest_name, named_periods, period_words, span_words, whole_span
from .response import bias_findings, response_finding, reweighted_finding
from .score import accounts, left_out, sample_size, side_by_side, weights
from .trend import target_finding, trend_findings
from .voice import topic_quotes, topic_table, voice_coverage, voice_findings, words_text

__all__ = [
    "accounts",
    "band_caption",
    "bias_findings",
    "callback_finding",
    "change_findings",
    "change_title",
    "comments",
    "distribution_title",
    "group_findings",
    "group_table",
    "groups_title",
    "headline",
    "lacking",
    "latest_name",
    "left_out",
    "named_periods",
    "not_shown",
    "period_words",
    "quotes",
    "response_finding",
    "reweighted_finding",
    "sample_size",
    "side_by_side",
    "span_words",
    "stands_out",
    "step_findings",
    "table_caption",
    "target_finding",
    "telling_first",
    "topic_quotes",
    "topic_table",
    "trend_findings",
    "trend_title",
    "voice_coverage",
    "voice_findings",
    "weights",
    "whole_span",
    "words_text",
]
