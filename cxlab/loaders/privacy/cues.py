"""The words beside which names stand in German and English: titles, greetings, closings, roles, labels."""

# ruff: noqa: E501  (word lists read better in long lines)
from __future__ import annotations

__all__ = [
    "ACADEMIC", "ASIDE", "CLOSINGS", "DESK", "FIRMS", "FIRMS_BEFORE", "GREETINGS", "INTRODUCED", "LABELS", "OWN", "PARTICLES", "PERSON_VERBS", "RELATIVES",
    "ROLES", "SELF", "TEAM", "TITLES", "TOWARDS", "WEAK_CLOSINGS",
]  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    "herr herrn hr hrn frau fr frl fraeulein familie fam eheleute ehepaar mr mrs ms miss mister mx dr prof smt shri sri mme mlle mag hrn cllr councillor rev reverend sgt rabbi imam kommissar kommissarin hofrat schwester oberarzt oberaerztin officer constable professor sir madame monsieur"
    " senor signora inspector sergeant captain kapitaen sister pastor pfarrer notar notarin rechtsanwalt rechtsanwaeltin ra kollege"
)
ACADEMIC = _words(
    "dr prof med dent jur phil rer nat dipl ing mag professor doktor doktorin h c rechtsanwalt rechtsanwaeltin ra notar notarin kollege kollegin"
    " di bakk rer dr.in inspector direktor direktorin pfarrer pastor kfm mba bsc msc phd"
)
PARTICLES = _words(
    "von van der den dem de del della di da dos du la le zu zur vom und el al ul bin ibn bint ben ten ter y e af av ó mac"
)
RELATIVES = _words(
    "mann frau ehemann ehefrau sohn tochter kind mutter mama mami vater papa bruder schwester partner partnerin lebensgefaehrte lebensgefaehrtin freund freundin"
    " oma opa omi opi grossmutter grossvater enkel enkelin nichte neffe tante onkel cousin cousine schwager schwaegerin schwiegersohn schwiegertochter schwiegermutter schwiegervater"
    " verlobter verlobte ex mitbewohner mitbewohnerin nachbar nachbarin husband wife son daughter mother mum mom mam father dad brother sister nan gran granny grandad grandma"
    " grandpa niece nephew aunt auntie uncle cousin fiance fiancee girlfriend boyfriend flatmate roommate housemate neighbour neighbor landlord landlady carer"
)
ROLES = RELATIVES | _words(
    "kollege kollegen kollegin mitarbeiter mitarbeiterin mitarbeiters berater beraterin kundenberater kundenberaterin techniker technikerin servicetechniker monteur monteurin sachbearbeiter sachbearbeiterin"
    " bearbeiter bearbeiterin fahrer fahrerin bote paketbote zusteller zustellerin postbote kurier kellner kellnerin kassierer kassiererin verkaeufer verkaeuferin filialleiter filialleiterin chef chefin leiter leiterin"
    " teamleiter teamleiterin vermieter vermieterin mieter mieterin hausmeister anwalt anwaeltin rechtsanwalt betreuer betreuerin ansprechpartner ansprechpartnerin kontoinhaber kontoinhaberin inhaber inhaberin vertragspartner"
    " vertragspartnerin vertragsinhaber vertragsinhaberin fahrgast passagier zeuge zeugin absender empfaenger empfaengerin kunde kundin patient patientin trainer trainerin lehrer lehrerin arzt notar"
    " schaffner schaffnerin kontrolleur rezeptionist rezeptionistin reiseleiter reiseleiterin stewardess azubi praktikant praktikantin pflegerin pfleger zugbegleiter zugbegleiterin unterzeichner gutachter makler vertreter"
    " agent advisor adviser colleague representative rep technician engineer driver manager supervisor clerk operator waiter waitress server host hostess guide receptionist cashier plumber electrician fitter"
    " installer courier postman postwoman postie mailman chef barista nurse doctor solicitor lawyer attorney teacher instructor assistant associate consultant steward crew conductor guard bartender hairdresser"
    " sommelier concierge housekeeper porter doorman caller chap lady gentleman guy caretaker warden librarian pharmacist optician dentist physio anrufer anruferin optiker optikerin apotheker apothekerin physiotherapeut physiotherapeutin zugchef zugchefin kapitaen pilot pilotin concierge hausdame"
    " customer client passenger tenant holder policyholder cardholder witness sender recipient owner buyer seller gm adjuster handler specialist trainee apprentice intern lead azubine lehrling lehrtochter polier meister installateur installateurin elektriker elektrikerin schreiner maler gaertner hauswart abwart pfoertner ersthelfer disponent disponentin dispatcher"
)
LABELS = _words(
    "insured versicherungsnehmer versicherungsnehmerin versicherter antragsteller antragstellerin beguenstigter beneficiary applicant claimant nominee subscriber halter halterin besteller bestellerin anrufer anruferin caller rechnungsempfaenger lieferadresse klingel klingelschild tuerschild briefkasten name namen nachname vorname familienname geburtsname surname forename lastname firstname kontoinhaber kontoinhaberin inhaber inh absender kontakt ansprechpartner ansprechpartnerin empfaenger fahrgast"
    " agent customer kunde kundin from to cc an von bearbeiter sachbearbeiter zeuge zeugin witness contact attn betreuer unterschrift gez zustaendig gesprochen passenger guest gast holder recipient signed mieter vertragspartner"
)
INTRODUCED = _words("heisse heiss namens named heisst heissen hiess heissen genannt buergerlich")
OWN = _words("meine meiner meinem meinen mein seine sein seiner unsere unser my our his her their ihre")
GREETINGS = _words(
    "hallo halloo halloooo hi hey hello hiya dear liebe lieber liebes moin servus geehrte geehrter geehrten gruezi sg tag morgen abend morning afternoon evening werte werter"
)
CLOSINGS = _words(
    "merci gruessli gruessle gruesslis gruessli ciao tschuess namaste salut pfiat baba ade gruss gruesse gruessen gruesschen lg vg mfg bg hg regards sincerely faithfully truly wishes herzlichst hochachtungsvoll gez gezeichnet"
    " cheers thanks danke dank thx ta best cordially respectfully xoxo"
)
WEAK_CLOSINGS = _words("cheers thanks danke dank thx ta best tag morgen")
ASIDE = _words("ihr ihre eure euer deine dein your yours die der familie von i a v dipl kfm ing")
SELF = _words("bin am i'm im is it's ist spricht schreibt")
TOWARDS = _words(
    "to with by mit tell told ask asked asking contact contacted call called copy cc an thank thanks danke bei durch fuer both and und by via per beide for from von bless"
)
PERSON_VERBS = _words(
    "sagte sagt meinte meint half hilft hat versprach verspricht rief irrt irrte kuemmerte erklaerte fragte antwortete liess wusste schrie legte konnte war wollte ist kann bekommt kam"
    " gab nahm zeigte fand blieb hielt vergass machte brachte schickte loeste hoerte rettete begruesste bediente verkaufte empfahl holte"
    " gave held stayed found forgot made kept showed listened sent offered took brought sold served recommended greeted saved"
    " answered handled helped told said says promised called fixed rebooked explained refused disconnected was is has had did apologised apologized sorted solved deserves deserved took who got"
    " managed went came knew could would and"
)
DESK = _words(
    "chat hotline support team kundenservice kundendienst callcenter centre center service care desk helpdesk livechat reception rezeption empfang schalter telefon phone billing vertrieb"
    " shop laden filiale store stand kasse cafe bar restaurant accounts accounting sales claims office counter gate terminal branch department abteilung buchhaltung reklamation werkstatt infostand"
    " housekeeping spa warehouse kitchen kueche lager bar wellness pharmacy clinic klinik praxis sales showroom garage workshop bakery baeckerei concierge security fitness"
    " unit check-in checkin information technik stadtwerken point line front"
)
TEAM = _words(
    "team teams support service kundenservice kundendienst abteilung gmbh ag kg ltd inc leute zusammen alle kollegen damen herren mitarbeiter kunden kunde customer kundin freunde everyone everybody all guys folks there sir madam"
)
FIRMS = _words(
    "bank inc llc llp ltd plc gmbh ag kg ohg ev corp corporation co company mortgage financial finance services service agency club group union insurance versicherung associates mutual hotel store stores shop markt energie verlag apotheke lounge spa studio resort arena tower suite gallery theatre theater stiftung stube wirtshaus brauhaus pension hostel"
    " baeckerei metzgerei autohaus brauerei klinik klinikum krankenhaus university college school schule airlines airways airport electric foods pharma logistik reisen mode bau immobilien pizza pizzeria burger grill doener kebab imbiss kiosk salon friseur cafe partner soehne sons brothers arms inn pub allee platz strasse ring schule gymnasium institut halle stadion flughafen preis parfum perfume creme cream shirt hemd jacke hose suit wallet bottle pullover kleid tasche schuhe shoes boots laden fabrik garden garten palace castle tour line street road square station park bridge house"
)
FIRMS_BEFORE = _words(
    "san santa santo sao kanzlei firma firmen cafe bistro bar salon eisdiele hotel gasthof gasthaus restaurant pizzeria baeckerei metzgerei autohaus apotheke brauerei marke st saint sankt sofa couch sessel stuhl tisch regal lampe matratze bett schrank pizza salat eis torte menue burger linie sturm orkan tief hoch storm hurricane hund katze kater dog cat puppy film serie schiff faehre tarif modell typ sorte produkt model product line ship ferry queen king prince princess trader chatbot bot flughafen bahnhof haltestelle schule gymnasium stadion klinik klinikum platz airport station school theater museum galerie album song"
)
