"""Numbers of registers, addresses abroad, plates, profiles and names that a form or a phrase tells."""

# ruff: noqa: E501  (small tables read best on one line)
import pytest

from cxlab.loaders.privacy import redact

GONE = [
    ("Platinum card 8801 2276 was refused", "Platinum card [number] was refused"),
    ("Chassis number WDB2030461A 55 8812 is on the form", "Chassis number [number] is on the form"),
    ("Darlehensnummer 7 220 118 903 stimmt nicht", "Darlehensnummer [number] stimmt nicht"),
    ("customer since 2011, QR 3380 1129 7", "customer since 2011, [number]"),
    ("Agent: your policy number please?\n10:44 Me: 55 201 883", "Agent: your policy number please?\n10:44 Me: [number]"),
    ("bank ref GB29 NWBK 6016 1331 9268 19", "bank ref [IBAN]"),
    ("ship to 2210 s. halsted ave #5, joliet il 60433 please", "ship to [address] please"),
    ("4/17 Banksia Pde, Coogee NSW 2034 has no power", "[address] has no power"),
    ("PO Box 12, Antigonish, NS B2G 2L4", "[address]"),
    ("mail goes to V94 T2XR instead", "mail goes to [address] instead"),
    ("wohne lerchengasse 8 stiege 3 tür 11 in 1100 wien", "wohne [address]"),
    ("Queensland plate 482 KTX was read wrongly", "Queensland plate [licence plate] was read wrongly"),
    ("Falschparker kein Problem, aber Oldtimer GÖ K 88 H zerkratzt", "Falschparker kein Problem, aber Oldtimer [licence plate] zerkratzt"),
    ("see linkedin.com/in/tove-lindqvist-7 for who I am", "see [user name] for who I am"),
    ("k.osterholt at gmx de ist neu", "[e-mail] ist neu"),
    ("Zwillinge Ida (3.5.2019) und Per (3.5.2019)", "Zwillinge Ida ([date of birth]) und Per ([date of birth])"),
    ("passengers OSTERHOLT/TOVE MRS and PRATT/SAM MR", "passengers [name] and [name]"),
    ("Kundin Osterholt, Tove ruft an", "Kundin [name] ruft an"),
    ("spelled O S T E R H O L T", "spelled [name]"),
    ("Maj (Retd) Rupert Ashcombe wrote", "[name] wrote"),
]  # fmt: skip
STAYS = [
    "Lot L20931, best before 03.2027",
    "The toll was 4.20 on the M50 and the fine 60",
    "see linkedin.com/company/northwind for the vacancy",
    "The Eircode is not recognised at checkout",
    "I paid by gold card in 2019",
    "Kunde seit 2011, 3 Verträge",
    "Nie wieder. Vodafone",
    "It broke again. Thanks Netflix",
]


@pytest.mark.parametrize(("text", "shown"), GONE)
def test_what_identifies_a_person_goes(text, shown):
    assert redact(text) == shown


@pytest.mark.parametrize("text", STAYS)
def test_what_is_nobodys_stays(text):
    assert redact(text) == text
