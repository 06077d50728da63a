"""The 15 networks: real names and codes, and the made-up spread of locations over their areas.

Source of names: the networks' own public names. `postcode_areas` gives real postcode areas with the
highest district that made-up postcodes use; `locations` is how many made-up locations lie there.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MadeUpArea:
    """What locations are drawn from in one network's area.

    practice_letters: the first letters of made-up practice codes there.
    """

    locations: int
    practice_letters: str
    postcode_areas: tuple[tuple[str, int], ...]


NETWORKS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "NENC",
        "North East and North Cumbria AHSN",
        "Health Innovation North East and North Cumbria",
        "NENC",
        "Northumberland, Tyne and Wear, County Durham, Teesside and the north of Cumbria",
    ),
    (
        "NWC",
        "Innovation Agency (North West Coast AHSN)",
        "Health Innovation North West Coast",
        "NWC",
        "Merseyside, Cheshire, Lancashire and the south of Cumbria",
    ),
    (
        "GM",
        "Greater Manchester AHSN",
        "Health Innovation Manchester",
        "HInM",
        "The ten boroughs of Greater Manchester",
    ),
    (
        "YH",
        "Yorkshire and Humber AHSN",
        "Health Innovation Yorkshire and Humber",
        "YHAHSN",
        "North, South and West Yorkshire and the Humber",
    ),
    (
        "EM",
        "East Midlands AHSN",
        "Health Innovation East Midlands",
        "EMAHSN",
        "Derbyshire, Leicestershire, Lincolnshire, Northamptonshire and Nottinghamshire",
    ),
    (
        "WM",
        "West Midlands AHSN",
        "Health Innovation West Midlands",
        "WMAHSN",
        "Birmingham, the Black Country, Coventry, Warwickshire, Staffordshire, Shropshire, Herefordshire and"
        " Worcestershire",
    ),
    (
        "EAST",
        "Eastern AHSN",
        "Health Innovation East",
        "EAST",
        "Norfolk, Suffolk, Cambridgeshire, the north of Essex and parts of Bedfordshire and Hertfordshire",
    ),
    (
        "OX",
        "Oxford AHSN",
        "Health Innovation Oxford and Thames Valley",
        "Oxford",
        "Oxfordshire, Buckinghamshire, Berkshire and Milton Keynes",
    ),
    (
        "WE",
        "West of England AHSN",
        "Health Innovation West of England",
        "WEAHSN",
        "Bristol, Bath, North Somerset, Gloucestershire, Swindon and Wiltshire",
    ),
    ("SW", "South West AHSN", "Health Innovation South West", "SWAHSN", "Cornwall, Devon and Somerset"),
    (
        "WESSEX",
        "Wessex AHSN",
        "Health Innovation Wessex",
        "Wessex",
        "Dorset, Hampshire, the Isle of Wight and the south of Wiltshire",
    ),
    (
        "KSS",
        "Kent Surrey Sussex AHSN",
        "Health Innovation Kent Surrey Sussex",
        "KSS",
        "Kent, Medway, Surrey and Sussex",
    ),
    (
        "SL",
        "Health Innovation Network South London",
        "Health Innovation Network South London",
        "HIN",
        "The boroughs of south London",
    ),
    (
        "NWL",
        "Imperial College Health Partners",
        "Imperial College Health Partners",
        "ICHP",
        "The boroughs of north west London",
    ),
    (
        "UCLP",
        "UCLPartners",
        "UCLPartners",
        "UCLP",
        "North central and north east London, and parts of Essex, Hertfordshire and Bedfordshire",
    ),
)

AREAS: dict[str, MadeUpArea] = {
    "NENC": MadeUpArea(840, "A", (("NE", 49), ("SR", 8), ("DH", 9), ("DL", 17), ("TS", 29), ("CA", 28))),
    "NWC": MadeUpArea(
        930, "N", (("L", 40), ("CH", 8), ("WA", 16), ("PR", 9), ("LA", 23), ("FY", 8), ("BB", 12), ("CW", 12))
    ),
    "GM": MadeUpArea(660, "P", (("M", 46), ("OL", 16), ("BL", 9), ("WN", 8), ("SK", 16))),
    "YH": MadeUpArea(
        1160,
        "B",
        (
            ("LS", 29),
            ("BD", 24),
            ("HX", 7),
            ("HD", 9),
            ("WF", 17),
            ("S", 36),
            ("DN", 22),
            ("HU", 20),
            ("YO", 32),
        ),
    ),
    "EM": MadeUpArea(920, "C", (("NG", 25), ("DE", 24), ("LE", 19), ("LN", 13), ("NN", 18))),
    "WM": MadeUpArea(
        1150,
        "M",
        (
            ("B", 50),
            ("WV", 16),
            ("DY", 14),
            ("WS", 15),
            ("ST", 21),
            ("TF", 13),
            ("CV", 37),
            ("WR", 15),
            ("HR", 9),
        ),
    ),
    "EAST": MadeUpArea(830, "D", (("CB", 11), ("PE", 38), ("NR", 35), ("IP", 33), ("CO", 16))),
    "OX": MadeUpArea(520, "K", (("OX", 18), ("RG", 31), ("SL", 9), ("HP", 23), ("MK", 19))),
    "WE": MadeUpArea(560, "L", (("BS", 49), ("BA", 16), ("GL", 20), ("SN", 16))),
    "SW": MadeUpArea(650, "L", (("EX", 24), ("PL", 35), ("TR", 27), ("TQ", 14), ("TA", 24))),
    "WESSEX": MadeUpArea(560, "J", (("SO", 24), ("PO", 41), ("BH", 25), ("DT", 11), ("SP", 11))),
    "KSS": MadeUpArea(880, "H", (("ME", 20), ("CT", 21), ("TN", 40), ("BN", 27), ("RH", 20), ("GU", 35))),
    "SL": MadeUpArea(690, "G", (("SE", 28), ("SW", 20), ("CR", 9), ("BR", 8), ("KT", 9), ("SM", 7))),
    "NWL": MadeUpArea(550, "E", (("W", 14), ("HA", 9), ("UB", 11), ("TW", 20), ("NW", 11))),
    "UCLP": MadeUpArea(840, "F", (("N", 22), ("E", 18), ("EN", 9), ("IG", 11), ("RM", 20), ("SG", 19), ("CM", 24))),
}
