"""What columns are called in exports: canonical name -> pattern over German and English names."""

from __future__ import annotations

__all__ = ["CASES", "CODED", "FREE_TEXT", "HINTS", "OWN_KEY", "PATTERNS", "PERSONAL", "QUESTIONS"]

NUMBER = r" ?(id|nr|no|num|nummer|number|key|code|kennung|kennzeichen|schluessel)"
ON = r"( ?(am|um|zum|per|at|on|date|time|datum|zeit(punkt)?|uhrzeit))?"
KIND = r"(art|typ|kategorie|thema|grund|gruppe)"

_PATTERNS: dict[str, str] = {
    # ids
    "customer_id": rf"(kunden?|kd|customer|client|user|member|mitglieds?|cust|person|visitor|buyer|shopper"
    r"|kaeufer|besteller"
    rf"|versicherten|versicherungsnehmer|police?n?nehmer(in)?|(vertrags|geschaefts)partner|abonnenten"
    rf"|patient(en|innen|in)?|gast|gaeste|besucher(in)?|mandanten|debitor(en)?){NUMBER}|person",
    "account_id": rf"(account|konto|firmen|organi[sz]ation|unternehmens){NUMBER}",
    "response_id": rf"(response|antwort|respondent|submission|interview|teilnahme|teilnehmer(in)?"
    rf"|rueckmeldungs?|fragebogen|befragten){NUMBER}|antwort|teilnahme|resp ?num( [pf]k)?",
    "ticket_id": rf"(ticket|incident|case|vorgangs?|fall|stoerungs?|anfrage|anliegen|meldungs?"
    rf"|schaden|schadens|support|service|request){NUMBER}",
    "complaint_id": rf"(complaint|beschwerde|reklamations?){NUMBER}",
    "order_id": rf"(order|auftrags?|bestell(ungs?)?|invoice|rechnungs?|beleg|kauf|transaktions?|bon){NUMBER}",
    "event_id": rf"(event|ereignis){NUMBER}",
    "review_id": rf"(review|bewertungs?){NUMBER}",
    "employee_id": rf"(employee|mitarbeiter|personal){NUMBER}",
    # moments
    "timestamp": r"time ?stamp|zeitstempel|event ?time|date ?time|zeitpunkt|zeit|time"
    r"|datum( und)? (uhr)?zeit|(ereignis|event) ?(zeit(punkt)?|datum)",
    "date": r"(recorded|end|completed|submitted|answer|response|order|survey|review|sent|inferred"
    r"|start|purchase|interview|submission)? ?date"
    r"|(recorded|completed|submitted|answered|responded|ordered|purchased|bought|paid|sold|reviewed|surveyed|rated)"
    r" ?(at|on|date|time)"
    r"|(antwort|erfassungs|end|bestell|auftrags|bewertungs|versand|befragungs|umfrage|interview|eingangs"
    r"|kauf|beleg|rechnungs|transaktions|buchungs|rueckmelde|teilnahme)?datum|completed|submitted"
    r"|(erfasst|befragt|ausgefuellt|teilgenommen|beantwortet|abgeschickt|erhoben|bestellt|gekauft"
    r"|abgegeben|bewertet|abgeschlossen|bezahlt|antwort|eingegangen|erstellt) am",
    "created": r"created( ?(at|date|time|on))?|date received|received( ?(at|on))?|opened( ?(at|on))?"
    rf"|eingangs(datum|zeit)|(eingang|eingegangen|erstellt|eroeffnet|gemeldet|angelegt|erfasst){ON}"
    r"|(erstell(ungs|t)?|eroeffnungs|melde|anlage|anruf|beschwerde|reklamations|ticket)"
    r"(datum|zeit(punkt)?)",
    "first_response": r"first (response|reply)( (at|date|time))?|initial response time"
    rf"|(erste (antwort|reaktion|rueckmeldung)|erst(antwort|reaktion|kontakt)){ON}"
    r"|erst(antwort|reaktions?)(datum|zeit(punkt)?)|beantwortet am",
    "resolved": r"(resolved|solved|closed)( ?(at|date|time|on))?"
    rf"|(erledigt|geloest|geschlossen|abgeschlossen|behoben|beendet|erledigung|loesung|abschluss){ON}"
    r"|(loesungs|abschluss|erledigungs|schliess(ungs)?|end)datum",
    "sent_to_company": r"date sent to company",
    "signup_date": r"(sign ?up|registration|contract start|joined|customer since)( date)?"
    r"|(kundin|kunden?|mitglied|versichert|neukunden?|vertrag|aktiv|dabei) (seit|ab|von)"
    r"|(vertrags|versicherungs|abo|mitgliedschafts)(beginn|start|abschluss)( am)?"
    r"|(eintritts|registrierungs|anmelde|aufnahme|eroeffnungs|abschluss|vertragsabschluss|anlage|beginn)datum"
    r"|(registriert|angemeldet|angelegt|eroeffnet|abgeschlossen|beigetreten|eingetreten)( am)?"
    r"|erst(er)? ?(kauf|bestellung)( am)?",
    "end_date": r"(end|churn|cancell?ation|termination|contract end)( date)?"
    r"|(vertrags|versicherungs|abo|mitgliedschafts)ende|(kundin|kunde|vertrag|mitglied) bis"
    rf"|(kuendigung|gekuendigt|aufgeloest|beendet|storniert|storno|ausgetreten|abgemeldet|abgang){ON}"
    r"|(kuendigungs|austritts|aufloesungs|abgangs|storno|beendigungs|end)datum|inaktiv seit",
    "end_reason": r"(end|churn|cancell?ation|termination) reason"
    r"|(kuendigungs|abgangs|aufloesungs|austritts|beendigungs|storno|wechsel)gr(u|ue)nde?"
    r"|grund( (der|des|fuer die) (kuendigung|beendigung|aufloesung|abgangs|wechsels))?",
    # scores
    "nps": r"(.* )?e?nps( score)?( .*)?|netpro|ltr|likelihood to recommend"
    r"|(weiter)?empfehl(ung|en)(s(bereitschaft|wahrscheinlichkeit|frage|wert))?( 0( bis)? 10)?",
    "csat": r"(.* )?csat( .*)?|overall satisfaction|satisfaction( score)?"
    r"|(gesamt|kunden)?zufriedenheit(swert)?( (insgesamt|gesamt))?( 1( bis)? \d+)?"
    r"|(gesamt)?bewertung( 1( bis)? \d+)?|gesamturteil|sterne|stars",
    "ces": r"(.* )?ces( .*)?|customer effort( score)?|(kunden)?aufwand",
    # usability: the statements of SUS and UMUX-Lite in their order, attempts at a task
    **{f"sus_{k}": rf"(.* )?sus( ?(q|item|frage))? ?0?{k}" for k in range(1, 11)},
    **{f"umux_{k}": rf"(.* )?umux( ?lite)?( ?(q|item|frage))? ?0?{k}" for k in (1, 2)},
    "task_success": r"task ?(success|completion|completed)"
    r"|aufgabe(n)? ?(geloest|erledigt|erfolgreich|erfolg)",
    "rating": r"rating( value)?|stars?|sterne|bewertung|note|wertung",
    "weight": r"(survey )?weight|gewicht(ung)?|wt",
    # words
    "segment": r"((customer|kunden) ?)?segment|kunden(gruppe|klasse|art|kategorie)|customer type|kundentyp",
    "channel": r"channel|(kontakt|eingangs|kommunikations|vertriebs|bestell|absatz)?kanal|via|source|quelle"
    r"|platt?form|submitted via|vertriebsweg|contact channel|(kontakt|eingangs|kommunikations)weg|medium",
    "touchpoint": r"touch ?point|kontaktpunkt|((befragungs|kontakt)?anlass)",
    "category": r"category|kategorie|product|produkt|(issue|ticket) type|topic|thema"
    r"|sparte|(vorgangs|ticket|stoerungs|anfrage|anliegen|beschwerde|reklamations|schadens?|kontakt|service)"
    rf" ?{KIND}",
    "cause": r"(root )?cause|ursache|issue|((beschwerde|reklamations|retouren|haupt)? ?)grund|reason",
    "event": r"event( ?(name|type))?|ereignis( ?(name|art|typ))?|activity|aktivitaet|aktion|schritt",
    "company": r"company|unternehmen|anbieter|brand|marke|wettbewerber|competitor|firma",
    "aspect": r"aspect|aspekt",
    "item": r"item|question( code)?|frage|merkmal",
    "question": r"question|frage|comment field",
    "code": r"(comment )?code",
    "text": r"text|description|beschreibung|(.* )?narrative|body|nachricht|message|inhalt|comment"
    r"|kommentar|freitext|sachverhalt|schilderung|problem(beschreibung)?|(ticket|beschwerde|vorgangs)text",
    "verbatim": r"verbatim|comments?|kommentare?|freitext(antwort|feld)?|(an|be)merkung(en)?|begruendung"
    r"|feedback|rueckmeldung|kundenkommentar|(.* )?nps text|grund( (der|fuer die) bewertung)?|text",
    "language": r"(user )?lang(uage)?|(benutzer)?sprache",
    "reopened": r"reopens?|reopened|wiedereroeffnet|wiedereroeffnungen",
    "tenure_months": r"tenure( (in )?months)?|months (as|on) (customer|book)"
    r"|(subscription|contract|account) (length|age)( (in )?months)?"
    r"|vertragsmonate|(vertragsdauer|laufzeit|vertragslaufzeit|kundendauer)( in)? ?monaten?",
    "churned": r"(has |is |customer )?churn(ed)?( ?(flag|value|label))?|attrition( ?flag)?|exited"
    r"|(ist )?(gekuendigt|abgewandert|kuendiger(in)?|ausgetreten)( ?(ja nein|j n|flag|kennzeichen))?",
    "amount": r"((gesamt|rechnungs|auftrags|bestell|netto|brutto|kauf)?(betrag|umsatz|summe|preis|wert)"
    r"|amount|total|revenue|order value|price|paid|sum|spent)( (in )?(eur|euro|usd|chf|gbp|netto|brutto))*",
    "quantity": r"quantity|qty|menge|anzahl|stueckzahl",
    "value": r"value|wert",
    "team": r"team|abteilung|department",
    "process": r"process|prozess",
    "owner": r"(process )?owner|verantwortlich(er|e)?|prozesseigner",
    "target_hours": r"target hours|ziel ?stunden|sla hours",
    # people
    "salutation": r"anrede|salutation|title|titel",
    "first_name": r"vorname|first ?name|given name|recipient first name",
    "last_name": r"nachname|last ?name|surname|familienname|zuname|recipient last name",
    "name": r"name|full name|kundenname|customer name|requester( name)?|kundin|kunden?|ansprechpartner(in)?"
    r"|(consumer|client|contact|user|reviewer|author|passenger|guest|patient|applicant)s?( name)?|autor(in)?"
    r"|verfasser(in)?|absender(in)?|antragsteller(in)?|(rezensent|teilnehmer|melder|besteller)(in)?( name)?"
    r"|kontaktperson|(vor ?(und )?nachname|nachname vorname|name vorname|vorname name)"
    r"|vollstaendiger name|versicherungsnehmer(in)?|melder(in)?|anrufer(in)?",
    "street": r"str(asse)?( (und )?(hausnummer|haus ?nr|nr))?|street( address)?|address|adresse|anschrift",
    "postcode": r"plz|postleitzahl|zip( ?code)?|post ?code|postal code",
    "town": r"ort|wohnort|stadt|city|town|plz ort",
    "email": r"e ?mail(s)?( ?(address|adresse))?|mail(adresse)?|requester email|recipient email",
    "phone": r"tel(efon)?( ?(nummer|nr))?( (privat|mobil|geschaeftlich))?|phone( number)?"
    r"|mobil(e|nummer)?( phone)?|handy(nummer)?|fax|rufnummer|festnetz(nummer)?",
    "iban": r"iban|bankverbindung|kontonummer",
    "birth_date": r"geburts(datum|tag)|geb( (datum|am))?|geboren am|birth ?(date|day)|date of birth|dob",
    "ip_address": r"ip( ?(address|adresse))?|ipaddr",
    "latitude": r"(.* )?latitude|breitengrad",
    "longitude": r"(.* )?longitude|laengengrad",
    "agent": r"agent|assignee|submitter|(sach)?bearbeiter(in)?|agent assigned"
    r"|(kunden|verkaufs)?(berater|betreuer)(in)?|mitarbeiter(in)?|monteur(in)?"
    r"|techniker(in)?|verkaeufer(in)?",
}

FRENCH: dict[str, str] = {
    "customer_id": r"(numero|no|n|id|code|ref(erence)?)( de| du| d)?"
    r" ?(client|adherent|abonne|assure|membre|societaire)|client(e)? (id|no|numero|code)",
    "response_id": r"(numero|no|n|id)( de| d)?( la)? ?(reponse|questionnaire|repondant)",
    "ticket_id": r"(numero|no|n|id)( de| du)? ?(ticket|dossier|incident|demande|sinistre)",
    "complaint_id": r"(numero|no|n|id)( de| de la)? ?(reclamation|plainte)",
    "order_id": r"(numero|no|n|id)( de)? ?(commande|facture)",
    "date": r"date( (de|d))?"
    r"( (la |l )?(reponse|enquete|commande|achat|reception|saisie|questionnaire|facture))?"
    r"|(repondu|commande|achete|saisi) le",
    "timestamp": r"horodat(age|eur)|date et heure",
    "created": r"(cree|ouvert|recu|declare)e? le|date (de |d )(creation|ouverture|reception)",
    "resolved": r"(resolu|cloture|ferme|traite)e? le|date (de |d )(resolution|cloture|fermeture)",
    "first_response": r"premiere reponse( le)?|date de premiere reponse",
    "signup_date": r"(client(e)?|adherent) depuis|date (de |d )(inscription|adhesion|souscription|entree)"
    r"|(debut|souscription) (de |du )?contrat|inscrite? le",
    "end_date": r"resilie(e)? le|date (de |d )(resiliation|sortie|depart)|fin (de |du )?contrat",
    "end_reason": r"motif (de |d )?(la )?(resiliation|depart|sortie)",
    "churned": r"(client )?resilie(e)?|parti(e)?|desabonne(e)?",
    "nps": r"(note|score) (de )?(recommandation|nps)|recommandation( 0( a)? 10)?",
    "csat": r"(note (de )?)?satisfaction( (globale|generale|client))?",
    "ces": r"(note d )?effort( client)?",
    "segment": r"segment client|type (de )?client|categorie (de )?client",
    "channel": r"canal( (de )?(contact|vente))?",
    "category": r"categorie|type (de )?(demande|reclamation)|motif (de )?(contact|demande|reclamation)|objet",
    "cause": r"cause|motif de (la )?reclamation",
    "verbatim": r"commentaires?|remarques?|verbatim client",
    "text": r"description|texte|message",
    "amount": r"(montant|prix|total|chiffre d affaires)( (ttc|ht|net|en (eur|euros|chf)))*",
    "quantity": r"quantite",
    "weight": r"poids|ponderation",
    "salutation": r"civilite",
    "first_name": r"prenom",
    "last_name": r"nom( de famille)?",
    "name": r"nom (et )?prenom|prenom (et )?nom|nom (du )?client|nom complet",
    "street": r"rue|adresse( postale)?",
    "postcode": r"code postal|cp|npa",
    "town": r"ville|localite|commune",
    "email": r"(adresse )?(e ?mail|courriel|mel)",
    "phone": r"(numero de )?(telephone|portable|mobile)",
    "birth_date": r"(date de )?naissance|ne(e)? le",
    "agent": r"conseiller(e)?|gestionnaire|charge de clientele",
}
"""The same for French exports, of Switzerland too."""

PATTERNS: dict[str, str] = {
    name: f"{pattern}|{FRENCH[name]}" if name in FRENCH else pattern for name, pattern in _PATTERNS.items()
}
"""Each matches a whole name as `plain_name` writes it."""

CODED: dict[str, str] = {
    "customer_id": r"kundin|kunden?|customer|client|user|member|mitglied|versicherungsnehmer|debitor|buyer"
    r"|shopper|kaeufer(in)?|besteller(in)?|police?n?nehmer(in)?|patient(in)?|gast|besucher(in)?|visitor"
    r"|(besucher|visitor|session|client) ?(id|nr|key)|sitzung",
    "response_id": r"teilnehmer(in)?|fragebogen|respondent|(umfrage|befragung|survey) ?(id|nr|nummer)",
    "ticket_id": r"ticket|vorgang|fall|stoerung|anfrage",
    "complaint_id": r"beschwerde|reklamation",
    "order_id": r"order|auftrag|bestellung|beleg|rechnung",
    "review_id": r"review|bewertung",
}
"""Names that mean an id only where the values look like one; else they are people or words."""

CASES = r"(fall|case|vorgang|prozess|sitzung|session|antrag|auftrag)( ?(id|nr|no|nummer|number))?"
"""Whose events a log tells where it names no customer: those of a case."""

OWN_KEY = r"(lfd|laufende)? ?(id|nr|no|nummer|number)|datensatz( ?(id|nr|nummer))?"
"""What a table may call its own key, whatever it is a table of."""

QUESTIONS: dict[str, str] = {
    "nps": r"recommander(iez|ez|ait)|weiterempfehl|wie wahrscheinlich.*empfehl|likely.*recommend"
    r"|recommend.*(friend|colleague)",
    "csat": r"(insgesamt|gesamt).*zufrieden|zufrieden.*(insgesamt|gesamt)|(overall|how) satisfied"
    r"|satisfied.*overall|(globalement|dans l.ensemble).*satisfait|satisfait.*(globalement|dans l.ensemble)",
    "ces": r"(leicht|einfach) gemacht|made it easy|how easy|wie (leicht|einfach)|aufwand",
    "category": r"^(type|typ|art|group|gruppe)\s*$",
    "verbatim": r"(wichtigste|haupt).{0,3}grund|grund f(ue|ü)r (ihre|die)|warum|main reason"
    r"|primary reason|most important reason"
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
    "complaints": r"reclamation|complaint|beschwerde|reklamation",
    "tickets": r"ticket|help ?desk|service ?desk|zendesk|freshdesk|vorga(e)?ng|stoerung|anfrage|anliegen",
    "orders": r"commande|order|auftr|bestell|vertraege|contracts",
    "events": r"event|clickstream|web|ereignis",
    "reviews": r"review|bewertung",
    "employees": r"employee|mitarbeiter|staff|\be ?nps",
    "responses": r"enquete|sondage|survey|umfrage|usability|\bsus\b|umux|befragung|response|antworten"
    r"|nps|csat|feedback|rueckmeldung",
    "customers": r"clients?\b|adherents|customer|kunden|crm|churn|kuendig|bestand|mitglied"
    r"|stammdaten|versicherte",
    "processes": r"process|prozess",
    "ratings": r"rating",
    "comments": r"comment|kommentar",
}
"""What a file's name says of the table in it; read only after its columns."""
