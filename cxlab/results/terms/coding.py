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
    "best_guess": Column(N_("Most probable code"), "own"),
    "hand_coded": Column(N_("Coded by hand"), "count"),
    "row": Column(N_("Row"), "own"),
    "example_text": Column(N_("Text, redacted"), "text"),
    "description": Column(N_("Description"), "text"),
    "keywords": Column(N_("Keywords"), "text"),
    "examples": Column(N_("Examples"), "count"),
}

SENTIMENTS = {
    "positive": N_("positive"),
    "negative": N_("negative"),
    "mixed": N_("mixed"),
    "unclear": N_("no opinion or not certain"),
    "other_language": N_("another language"),
    "no_words": N_("no words"),
}
USES = {
    "knowledge_base": N_("for the knowledge base"),
    "automate": N_("can be automated"),
    "people": N_("needs people"),
    "open": N_("open"),
}

COLUMNS |= {
    "sentiment": Column(N_("Sentiment"), "text", words=SENTIMENTS),
    "question": Column(N_("Question"), "text"),
    "questions": Column(N_("Recurring questions"), "count"),
    "use": Column(N_("What to do with it"), "text", words=USES),
    "digital_gap": Column(N_("Digital gap"), "note"),
    "per_year": Column(N_("Per year"), "number"),
    "handling_hours": Column(N_("Hours of handling, median"), "hours"),
    "hours_per_year": Column(N_("Hours of handling per year"), "hours"),
    "saving_hours": Column(N_("Hours per year that a stable answer can save"), "hours"),
    "stability_low": Column(N_("Lower limit of stability"), "share"),
    "stability_high": Column(N_("Upper limit of stability"), "share"),
    "own_data": Column(N_("Share naming own data"), "share"),
    "handed_over": Column(N_("Share handed over"), "share"),
    "asked_again": Column(N_("Share asked again"), "share"),
    "by_post": Column(N_("Share by post"), "share"),
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
    "code_share": Metric(N_("Share with texts of the code"), "share"),
    "solved_at_once": Metric(N_("Share solved at the first go"), "share", "high", counts=N_("Contacts")),
    "coded_accuracy": Metric(N_("Share coded rightly, of those coded"), "share", "high", counts=N_("Texts")),
}
