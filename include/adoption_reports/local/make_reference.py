"""Writes the demonstration registry: `python -m adoption_reports.local.make_reference [FOLDER]`.

Everything in it but the networks is made up (real innovation names apart), and comes out the same,
byte for byte, whenever this is run. A test holds the committed files to that.
"""

import sys
from pathlib import Path

from adoption_reports.domain.registry import Network, Registry
from adoption_reports.local.made_up.innovations import make_innovations
from adoption_reports.local.made_up.locations import make_locations
from adoption_reports.local.made_up.networks import NETWORKS
from adoption_reports.local.made_up.periods import make_periods
from adoption_reports.settings import PROJECT
from adoption_reports.storage.registry_files import make_registry, write_registry


def make_reference() -> Registry:
    """The demonstration registry."""
    return make_registry(
        (Network(*network) for network in NETWORKS), make_innovations(), make_locations(), make_periods()
    )


def main() -> None:
    """Write the registry's four files to the given folder, or to the project's own."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "include" / "reference"
    write_registry(make_reference(), folder)


if __name__ == "__main__":
    main()
