"""`python -m adoption_reports.cli`: the command `adoption`."""

from adoption_reports.cli import main

main()
