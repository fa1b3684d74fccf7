"""A report with an answer, as a manager would get it: made-up findings of realistic length, two languages."""

IMPORTS = """\
from typing import Literal
import cxlab as cx
import pandas as pd
from cxlab import plots, report
from cxlab.results import Finding
"""
PARAMETERS = """\
pot: str = "none"  # the pot
language: Literal["en", "de"] = "en"  # language of the report
"""
START = """\
data = cx.open_pot(pot)
report.start(data, language=language)
def say(german, english):
    return german if language == "de" else english
def finding(name, sentence, impact, *, action="", owner="", process="", group="", **more):
    return Finding(finding=name, metric="nps", sentence=sentence, group=group, direction="weakness",
                   certainty="shown", impact=impact, impact_metric="nps", action=action, owner=owner,
                   process=process, **more)
"""
CHANGE = """\
report.findings(finding("nps.change", say(
    "Der Rückgang kommt aus der Zusammensetzung, nicht aus schlechteren Bewertungen: mehr Kleingewerbe, "
    "weniger Eigenheim (Mix −9,4, Bewertung +3,6).",
    "The fall comes from a different mix of customers, not from worse ratings: more small businesses, fewer "
    "homeowners (mix −9.4, ratings +3.6)."), -9.4,
    action=say("Nächste Welle: Segmente gleichmäßig einladen", "Next wave: invite all segments evenly"),
    owner=say("Marktforschung", "Market research")))
"""
GROUPS = """\
scores = pd.DataFrame({
    "segment": say(["Eigenheim", "Mieter", "Kleingewerbe"], ["Homeowners", "Tenants", "Small business"]),
    "metric": "nps", "estimate": [27.2, 19.4, -16.1], "low": [19.9, 12.0, -28.0], "high": [34.5, 26.8, -4.2],
    "n": [310, 290, 84], "promoters": [140, 120, 20], "passives": [114, 106, 30], "detractors": [56, 64, 34],
    "note": "", "method": "wald", "level": 0.95, "p_adjusted": [0.03, 0.4, 0.0001]})
title = say("Kleingewerbe liegt 39 Punkte unter den übrigen", "Small businesses are 39 points below others")
report.figure(plots.estimates(scores, group="segment", reference=14.6, title=title), alt=title + ".")
report.table(scores, caption=say("NPS nach Segment", "NPS by segment"))
report.findings(
    finding("nps.group", say("Kleingewerbe liegt mit −16 fast 40 Punkte unter den übrigen.",
                             "Small businesses score −16, almost 40 points below all others."), -5.4,
            group="small", action=say("Kleingewerbe: Abrechnung und Ansprechpartner prüfen",
                                      "Small businesses: review billing and contact persons"),
            owner=say("Vertrieb", "Sales"), process=say("Abrechnung", "Billing")),
    finding("nps.group", say("Kunden aus Vergleichsportalen liegen mit 4 gut 21 Punkte unter den übrigen.",
                             "Customers from comparison portals score 4, 21 points below the others."), -3.1,
            group="portal", action=say("Erwartungen beim Abschluss über Vergleichsportale klären",
                                       "Set expectations when customers sign up through comparison portals"),
            owner=say("Vertrieb", "Sales"), process=say("Neukundengewinnung", "Acquisition")))
"""
HEADLINE = """\
years = pd.DataFrame({"period": ["2023", "2024", "2025"], "estimate": [25.5, 20.3, 14.6],
                      "low": [19.0, 14.2, 9.7], "high": [32.0, 26.4, 19.5], "target": 20.0})
answer = report.Headline(
    population=say("Nordlicht Energie · Kundenbefragung · Januar bis Dezember 2025",
                   "Nordlicht Energie · Customer survey · January to December 2025"),
    as_of=say("31.12.2025", "31 Dec 2025"), label="NPS", value=say("14,6", "14.6"),
    limits=say("9,7 bis 19,5", "9.7 to 19.5"),
    changes=[
        report.Change(text=say("5,7 unter 2024 (nicht signifikant)", "5.7 below 2024 (not significant)"),
                      arrow="down"),
        report.Change(text=say("10,9 unter 2023 (signifikant)", "10.9 below 2023 (significant)"),
                      arrow="down", direction="worse")],
    target=say("Ziel 20: verfehlt", "Target 20: missed"), target_met=False,
    notes=[say("494 Antworten, 25 % der Eingeladenen; Zufriedene antworten wahrscheinlich häufiger, der Wert "
               "aller Kunden liegt eher tiefer.",
               "494 answers, 25% of those invited; satisfied customers probably answer more often, so the "
               "score of all customers is likely lower.")],
    history=years)
report.record(scores.assign(metric="nps"), answer=answer)
"""
CARDS = """\
report.key_figures([("NPS", say("14,6", "14.6"), say("9,7 bis 19,5", "9.7 to 19.5"))])
report.quotes(["Nice <b>people</b>"], caption=say("Gesagt", "Said"))
"""
ANSWERING = [
    ("markdown", "# How willing are customers to recommend us?"),
    ("code", IMPORTS),
    ("parameters", PARAMETERS),
    ("code", START),
    ("code", "report.answer_first()"),
    ("markdown", "## How does the score move over time?\n\nCompared are calendar years."),
    ("code", CHANGE),
    ("markdown", "## Who differs from the rest?"),
    ("code", GROUPS),
    ("markdown", "## What do customers say in their own words?"),
    ("code", "report.leave_out(say('Die Daten enthalten keine Kommentare', 'the data hold no comments'))"),
    ("markdown", "## Which channel or touchpoint stands out?"),
    ("code", "nothing = None"),
    ("markdown", "## What to do next?"),
    ("code", CARDS),
    ("code", HEADLINE),
]
