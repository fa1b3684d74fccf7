"""Columns and metrics of coding, sentiment and recurring questions in the room voice."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

BASES = {
    "hand": N_("by hand"),
    "model": N_("model"),
    "keywords": N_("keywords"),
    "uncertain": N_("not certain enough"),
    "new_words": N_("only words that nothing was learnt of"),
    "no_words": N_("no words"),
}

COLUMNS = {
    "code": Column(N_("Code"), "own", words={"uncoded": N_("uncoded")}),
    "code_label": Column(N_("Code in words"), "own"),
    "basis": Column(N_("Coded by"), "text", words=BASES),
    "confidence": Column(N_("Confidence"), "share"),
    "hand_coded": Column(N_("Coded by hand"), "count"),
    "row": Column(N_("Row"), "own"),
    "example_text": Column(N_("Text, redacted"), "text"),
    "description": Column(N_("Description"), "text"),
    "keywords": Column(N_("Keywords"), "text"),
    "examples": Column(N_("Examples"), "count"),
}

METRICS: dict[str, Metric] = {
    "krippendorff_alpha": Metric(N_("Krippendorff's alpha"), "number", "high", counts=N_("Texts")),
    "coding_accuracy": Metric(
        N_("Share coded rightly, if every text is coded"), "share", "high", counts=N_("Texts")
    ),
    "coding_macro_f1": Metric(N_("F1, mean of all codes"), "share", "high", counts=N_("Texts")),
    "coding_coverage": Metric(
        N_("Share coded at the confidence wanted"), "share", "high", counts=N_("Texts")
    ),
    "coded_accuracy": Metric(N_("Share coded rightly, of those coded"), "share", "high", counts=N_("Texts")),
}
