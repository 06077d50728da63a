"""The contract's settings: every limit, percentage and date, each declared once."""

from datetime import date

CONTRACT_VERSION = "1.0"
RECEIPT_VERSION = 1

FIRST_DAY = date(2013, 4, 1)
FIRST_PERIOD = "2013-14-Q1"

HEADER_ROWS = 20
"""The header is among this many first rows."""

STORED_BYTES = 2 * 1024**3
UNPACKED_BYTES = 8 * 1024**3
COLUMNS = 200
ROWS = 5_000_000
CELL_CHARACTERS = 32_767

HELD_ROWS = 3
HELD_PERCENT = 10
"""F10: more held rows than HELD_ROWS and more than HELD_PERCENT of all, or all of them."""

SHRUNK_PERCENT = 50
"""W05: a dataset with less than this share of the rows that it supersedes."""
JUMP_FACTOR = 10
JUMP_FROM = 100
"""W02: a figure over JUMP_FROM and more than JUMP_FACTOR times the earlier one."""
LARGE_BENEFICIARIES = 100_000
SMALL_INVESTMENT_GBP = 1_000

HELD_ROWS_RETURNED = 100_000
"""How many rows of a refused file held-rows.csv gives back, those with findings first in the file."""
FINDINGS_LISTED = 1_000
VALUE_CHARACTERS = 100

LISTING_SLACK_SECONDS = 60
"""uploaded_at: how long before the previous full listing a LastModified is still believed."""

EXPECTED_NETWORKS = 15

COUNTING_BASES = ("received", "completed")
REACHED_BASES = ("covered", "identified", "offered")
AVOIDED_BASES = ("avoided",)

PAGE_UPLOAD_BYTES = 50 * 1024**2
"""The largest file that the web pages take; larger ones are uploaded to the bucket."""
