"""Who sends what in the demonstration: each network's form, the mistakes it makes, what it sends again.

Networks differ in data only. Two networks claim the same adoption or deal in the third quarter;
their files hold warnings of their own, so that every verdict is the same in any order of processing.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from adoption_reports.domain.periods import Period
from adoption_reports.domain.submissions import DUPLICATE, REJECTED
from adoption_reports.local.made_up.writing import Form
from adoption_reports.metadata.datasets import DATASETS

THIRD, FOURTH = PERIODS = (Period(2017, 3), Period(2017, 4))

FORMS: dict[str, Form] = {
    "NENC": Form("xlsx", together=True, headings="titles", titles=3),
    "NWC": Form("csv", encoding="utf-8-sig"),
    "GM": Form("csv", delimiter=";", encoding="cp1252", headings="aliases", titles=1, money_signs=True),
    "YH": Form("csv", delimiter="\t", encoding="utf-16", headings="titles", dates="words"),
    "EM": Form("xlsx", together=True),
    "WM": Form("xlsx", together=True, headings="aliases"),
    "EAST": Form("csv", delimiter="|", line_end="\n", dates="iso", titles=2),
    "OX": Form("xlsx", together=True, formulas=True),
    "WE": Form("csv", encoding="utf-8-sig", headings="aliases", names_itself=True),
    "SW": Form("csv", delimiter=";", dates="dashes", money_signs=True),
    "WESSEX": Form("xlsx", together=True, headings="titles", names_itself=True),
    "KSS": Form("xlsx", headings="titles", titles=2),
    "SL": Form("xlsx", together=True, titles=1),
    "NWL": Form("csv", delimiter="\t", line_end="\n", titles=3),
    "UCLP": Form("xlsx", together=True, headings="aliases", titles=3, formulas=True),
}

MISTAKES_MADE: dict[tuple[str, Period, str], tuple[str, ...]] = {
    ("NENC", FOURTH, "adoptions"): ("closed locations",),
    ("NWC", THIRD, "adoptions"): ("US dates",),
    ("NWC", FOURTH, "adoptions"): ("unquoted comma",),
    ("GM", FOURTH, "economic_impact"): ("money in words",),
    ("YH", THIRD, "adoptions"): ("misspelt status",),
    ("YH", FOURTH, "economic_impact"): ("nothing came of it",),
    ("EM", THIRD, "adoptions"): ("contract's example", "repeated rows"),
    ("WM", THIRD, "adoptions"): ("too many people",),
    ("WM", FOURTH, "adoptions"): ("total row",),
    ("EAST", THIRD, "adoptions"): ("negative number",),
    ("OX", THIRD, "economic_impact"): ("extra column",),
    ("OX", FOURTH, "adoptions"): ("ended innovation",),
    ("SW", THIRD, "economic_impact"): ("thousands",),
    ("SW", FOURTH, "adoptions"): ("over the border",),
    # Beside the third quarter's thousands, the instalments of the fourth look like a jump (W02).
    ("SW", FOURTH, "economic_impact"): ("extra column",),
    ("WESSEX", THIRD, "adoptions"): ("numbers in words",),
    ("KSS", FOURTH, "adoptions"): ("stopped with people",),
    ("SL", THIRD, "adoptions"): ("unknown innovation",),
    ("SL", FOURTH, "adoptions"): ("names for codes",),
    ("NWL", THIRD, "adoptions"): ("missing basis", "future date"),
    ("NWL", FOURTH, "adoptions"): ("unknown location",),
    ("NWL", FOURTH, "economic_impact"): ("funding in words",),
    ("UCLP", THIRD, "adoptions"): ("contradicting copies",),
    ("UCLP", THIRD, "economic_impact"): ("small deal",),
    ("UCLP", FOURTH, "adoptions"): ("too many zeros", "repeated rows"),
}


@dataclass(frozen=True, slots=True)
class SharedAdoption:
    """One adoption that several networks claim: people by network.

    location: its code; None: the first practice of `area`.
    """

    innovation_code: str
    people: dict[str, int]
    location: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class SharedDeal:
    """One deal that several networks claim: pounds by network."""

    deal_reference: str
    innovation_code: str
    company_name: str
    pounds: dict[str, int]


SHARED_ADOPTIONS = (
    SharedAdoption("INN-0001", {"EM": 42, "WM": 88}, location="RX1RA"),
    SharedAdoption("INN-0008", {"OX": 30, "WE": 55}, area="SW"),
)
"""In the first, the home network's figure counts; in the second nobody is at home, so the larger one does."""
SHARED_DEALS = (SharedDeal("NAT/2017/0042", "INN-0029", "Larkford Digital Ltd", {"OX": 120_000, "UCLP": 150_000}),)


@dataclass(frozen=True, slots=True)
class Sending:
    """One file that one network sends.

    folder: the period's folder as typed; None: its code. claims: the period that the rows say.
    renamed: header cells that people changed. verdict: where mistakes alone don't tell it.
    """

    network: str
    period: Period
    datasets: tuple[str, ...]
    name: str
    wave: int = 1
    mistakes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    folder: str | None = None
    claims: Period | None = None
    renamed: dict[str, str] = field(default_factory=dict)
    is_nil: bool = False
    verdict: str | None = None
    story: str | None = None


Changes = dict[str, Any]
Place = tuple[str, Period, str]
"""Network, period and the file's first dataset."""

ODD_ONES: dict[Place, Changes] = {
    ("EAST", FOURTH, "economic_impact"): {
        "is_nil": True,
        "name": "economic impact Q4 nil-return.csv",
        "story": "a nil return: no deals this quarter",
    },
    ("KSS", THIRD, "adoptions"): {
        "renamed": {"innovation_code": "Project"},
        "verdict": REJECTED,
        "story": "a header that was changed, so that no dataset is found",
    },
    ("WE", FOURTH, "adoptions"): {
        "claims": THIRD,
        "verdict": REJECTED,
        "story": "last quarter's name inside this quarter's file",
    },
    ("WESSEX", FOURTH, "adoptions"): {
        "folder": "2017-18-Q5",
        "verdict": REJECTED,
        "story": "sent to a quarter that doesn't exist",
    },
    ("UCLP", THIRD, "adoptions"): {"folder": "Oct-Dec 2017"},
}
AFTERWARDS: tuple[tuple[Place, Changes], ...] = (
    (
        ("NWL", THIRD, "adoptions"),
        {
            "name": "NWL adoptions Q3_v2.csv",
            "mistakes": {},
            "story": "a resubmission: the held rows are corrected, the first file is superseded",
        },
    ),
    (
        ("KSS", THIRD, "adoptions"),
        {
            "name": "KSS adoptions Q3 corrected.xlsx",
            "renamed": {},
            "verdict": None,
            "story": "the refused file again, its header mended",
        },
    ),
    (
        ("WE", FOURTH, "adoptions"),
        {
            "name": "WE adoptions Q4 corrected.csv",
            "claims": None,
            "verdict": None,
            "story": "the refused file again, its quarter mended",
        },
    ),
    (
        ("WESSEX", FOURTH, "adoptions"),
        {
            "folder": None,
            "verdict": None,
            "story": "the same file, in the right folder",
        },
    ),
    (
        ("GM", THIRD, "adoptions"),
        {
            "name": "GM adoptions Q3 (copy).csv",
            "verdict": DUPLICATE,
            "story": "the same file again under another name",
        },
    ),
)
"""What is sent when the first files have their receipts."""


def sendings() -> list[Sending]:
    """Everything that is sent, wave by wave."""
    first = {place: replace(sending, **ODD_ONES.get(place, {})) for place, sending in _regular().items()}
    return [*first.values(), *(replace(first[place], wave=2, **changes) for place, changes in AFTERWARDS)]


def _regular() -> dict[Place, Sending]:
    planned = {}
    for period in PERIODS:
        for network, form in FORMS.items():
            for datasets in [tuple(DATASETS)] if form.together else [(name,) for name in DATASETS]:
                what = "adoption return" if form.together else datasets[0].replace("_", " ")
                planned[network, period, datasets[0]] = Sending(
                    network,
                    period,
                    datasets,
                    f"{network} {what} Q{period.quarter}.{form.kind}",
                    mistakes={name: MISTAKES_MADE.get((network, period, name), ()) for name in datasets},
                )
    return planned
