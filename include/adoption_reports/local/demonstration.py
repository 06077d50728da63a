"""The demonstration submissions: made-up files of 15 networks and two quarters, as people send them.

Most are sound; the others hold the mistakes that people really make. Every file says in its first
row that its figures are made up, and comes out the same whenever it is written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from adoption_reports.domain.periods import Period, between
from adoption_reports.domain.registry import Registry
from adoption_reports.domain.submissions import ACCEPTED, DUPLICATE, PARTIAL, REJECTED, WITH_WARNINGS
from adoption_reports.local.made_up.draw import Draw
from adoption_reports.local.made_up.figures import Row, make_adoptions, make_deals, open_locations
from adoption_reports.local.made_up.mistakes import MISTAKES, Scene
from adoption_reports.local.made_up.plan import FORMS, PERIODS, Sending, sendings
from adoption_reports.local.made_up.writing import (
    MADE_UP,
    Form,
    csv_file,
    preamble,
    table_columns,
    workbook,
)
from adoption_reports.metadata.datasets import DATASETS
