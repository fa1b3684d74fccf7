"""What columns are called in exports: canonical name -> pattern over German and English names."""

from __future__ import annotations

import re

__all__ = ["FREE_TEXT", "HINTS", "PATTERNS", "PERSONAL", "QUESTIONS", "plain_name"]

NUMBER = r" ?(id|nr|no|num|nummer|number|key|code|schluessel)"

PATTERNS: dict[str, str] = {
    # ids
    "customer_id": rf"(kunden?|customer|client|user|member|mitglieds?|cust|person|visitor){NUMBER}"
    r"|kd nr|person",
    "account_id": rf"(account|konto|firmen|organi[sz]ation|unternehmens){NUMBER}",
    "response_id": rf"(response|antwort|respondent|submission|interview|teilnahme|teilnehmer){NUMBER}"
    r"|antwort|teilnahme|resp ?num( [pf]k)?",
    "ticket_id": rf"(ticket|incident|case|vorgangs?|fall){NUMBER}",
    "complaint_id": rf"(complaint|beschwerde|reklamations?){NUMBER}",
    "order_id": rf"(order|auftrags?|bestell|invoice|rechnungs?){NUMBER}",
    "event_id": rf"event{NUMBER}",
    "review_id": rf"(review|bewertungs?){NUMBER}",
    "employee_id": rf"(employee|mitarbeiter|personal){NUMBER}",
    # moments
    "timestamp": r"time ?stamp|zeitstempel|event ?time|date ?time|zeitpunkt",
    "date": r"(recorded|end|completed|submitted|answer|response|order|survey|review|sent|inferred"
    r"|start)? ?date"
    r"|(antwort|erfassungs|end|bestell|auftrags|bewertungs|versand)?datum|completed|submitted|erfasst am",
    "created": r"created( ?(at|date|time|on))?|date received|received( ?(at|on))?|opened( ?(at|on))?"
    r"|eingang(sdatum)?|eingegangen( am)?|erstellt( am)?|erstellungsdatum|eroeffnet( am)?|anlagedatum"
    r"|erfasst am",
    "first_response": r"first (response|reply)( (at|date|time))?|initial response time"
    r"|erste antwort( am)?|erstantwort( am)?",
    "resolved": r"(resolved|solved|closed)( ?(at|date|time|on))?|(erledigt|geloest|geschlossen"
    r"|abgeschlossen)( am)?"
    r"|loesungsdatum|abschlussdatum",
    "sent_to_company": r"date sent to company",
    "signup_date": r"(sign ?up|registration|contract start|joined|customer since)( date)?"
    r"|vertragsbeginn|kunde seit"
    r"|eintrittsdatum|registriert( am)?|registrierungsdatum|anmeldedatum|vertragsstart",
    "end_date": r"(end|churn|cancell?ation|termination|contract end)( date)?|vertragsende|kuendigungsdatum"
    r"|gekuendigt( am| zum)?|austrittsdatum",
    "end_reason": r"(end|churn|cancell?ation|termination) reason|kuendigungsgrund|abgangsgrund",
    # scores
    "nps": r"(.* )?e?nps( score)?( .*)?|netpro|ltr|likelihood to recommend|weiterempfehlung(sbereitschaft)?",
    "csat": r"(.* )?csat( .*)?|gesamtzufriedenheit|overall satisfaction|satisfaction( score)?|zufriedenheit",
    "ces": r"(.* )?ces( .*)?|customer effort( score)?",
    "rating": r"rating( value)?|stars?|sterne|bewertung|note|wertung",
    "weight": r"(survey )?weight|gewicht(ung)?|wt",
    # words
    "segment": r"((customer|kunden) ?)?segment|kundengruppe|customer type|kundentyp",
    "channel": r"channel|(kontakt)?kanal|via|source|quelle|platt?form|submitted via|vertriebsweg"
    r"|contact channel",
    "touchpoint": r"touch ?point|kontaktpunkt",
    "category": r"category|kategorie|product|produkt|(issue |ticket )?type|typ|group|gruppe|topic|thema",
    "cause": r"(root )?cause|ursache|issue",
    "event": r"event( name| type)?|ereignis|activity|aktivitaet|aktion",
    "company": r"company|unternehmen|anbieter|brand|marke|wettbewerber|competitor|firma",
    "aspect": r"aspect|aspekt",
    "item": r"item|question( code)?|frage|merkmal",
    "question": r"question|frage|comment field",
    "code": r"(comment )?code",
    "text": r"text|description|beschreibung|(.* )?narrative|body|nachricht|message|inhalt|comment"
    r"|kommentar|freitext",
    "verbatim": r"verbatim|comments?|kommentar|freitext|anmerkung(en)?|begruendung|feedback|(.* )?nps text",
    "language": r"(user )?lang(uage)?|(benutzer)?sprache",
    "reopened": r"reopens?|reopened|wiedereroeffnet|wiedereroeffnungen",
    "tenure_months": r"tenure( months)?|vertragsmonate",
    "amount": r"(betrag|umsatz|amount|total|summe|revenue|order value|preis|price)( (eur|usd|chf|gbp))?",
    "quantity": r"quantity|qty|menge|anzahl|stueckzahl",
    "value": r"value|wert",
    "team": r"team|abteilung|department",
    "process": r"process|prozess",
    "owner": r"(process )?owner|verantwortlich(er|e)?|prozesseigner",
    "target_hours": r"target hours|ziel ?stunden|sla hours",
    # people
    "salutation": r"anrede|salutation|title",
    "first_name": r"vorname|first ?name|given name|recipient first name",
    "last_name": r"nachname|last ?name|surname|familienname|recipient last name",
    "name": r"name|full name|kundenname|customer name|requester( name)?",
    "street": r"strasse( (und )?(hausnummer|nr))?|street( address)?|address|adresse|anschrift",
    "postcode": r"plz|postleitzahl|zip( ?code)?|post ?code|postal code",
    "town": r"ort|wohnort|stadt|city|town",
    "email": r"e ?mail(s)?( ?(address|adresse))?|mail(adresse)?|requester email|recipient email",
    "phone": r"tel(efon)?(nummer|nr)?|phone( number)?|mobil(e|nummer)?( phone)?|handy(nummer)?|fax",
    "iban": r"iban|bankverbindung|kontonummer",
    "birth_date": r"geburts(datum|tag)|birth ?(date|day)|date of birth|dob",
    "ip_address": r"ip( ?(address|adresse))?|ipaddr",
    "latitude": r"(.* )?latitude|breitengrad",
    "longitude": r"(.* )?longitude|laengengrad",
    "agent": r"agent|assignee|submitter|bearbeiter(in)?|sachbearbeiter(in)?|agent assigned",
}
"""Each matches a whole name as `plain_name` writes it."""

QUESTIONS: dict[str, str] = {
    "nps": r"weiterempfehl|wie wahrscheinlich.*empfehl|likely.*recommend|recommend.*(friend|colleague)",
    "csat": r"(insgesamt|gesamt).*zufrieden|zufrieden.*(insgesamt|gesamt)|(overall|how) satisfied"
    r"|satisfied.*overall",
    "ces": r"(leicht|einfach) gemacht|made it easy|how easy|wie (leicht|einfach)|aufwand",
    "verbatim": r"(wichtigste|haupt).{0,3}grund|warum|main reason|primary reason|most important reason"
    r"|why did you"
    r"|bitte begr(ue|ü)nden|anregung|anything else",
}
"""Each is searched in the text of a question."""

PERSONAL = (
    "salutation", "first_name", "last_name", "name", "street", "postcode", "town", "email", "phone", "iban",
    "birth_date", "ip_address", "latitude", "longitude", "agent",
)  # fmt: skip
FREE_TEXT = ("verbatim", "text")

HINTS: dict[str, str] = {
    "complaints": r"complaint|beschwerde|reklamation",
    "tickets": r"ticket|help ?desk|service ?desk|zendesk|freshdesk",
    "orders": r"order|auftr|bestell|vertraege|contracts",
    "events": r"event|clickstream|web",
    "reviews": r"review|bewertung",
    "employees": r"employee|mitarbeiter|staff|\be ?nps",
    "responses": r"survey|umfrage|befragung|response|antworten|nps|csat",
    "customers": r"customer|kunden|crm|churn",
    "processes": r"process|prozess",
    "ratings": r"rating",
    "comments": r"comment|kommentar",
}
"""What a file's name says of the table in it; read only after its columns."""


def plain_name(name: str) -> str:
    """Write a name in small letters and words: "KundenNr." and "kunden_nr" are "kunden nr".

    Examples
    --------
    >>> plain_name("KundenNr."), plain_name("E-Mail"), plain_name("Gelöst am")
    ('kunden nr', 'e mail', 'geloest am')
    """
    text = re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])", " ", name).casefold()
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(letter, plain)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())
