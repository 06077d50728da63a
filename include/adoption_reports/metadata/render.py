"""Writes every committed file that repeats the metadata: SQL, suites, dictionary.

`python -m adoption_reports.metadata.render` writes them; a test fails when they are stale.
"""

from pathlib import Path

from adoption_reports.metadata.dictionary import data_dictionary
from adoption_reports.metadata.expectations import expectation_suites
from adoption_reports.metadata.relational import copy_files, history_files, schema_files

PROJECT = Path(__file__).resolve().parents[3]


def rendered_files() -> dict[Path, str]:
    """Every committed file that is made from the metadata, by its path in the project."""
    files = {Path("include/sql/schema") / name: text for name, text in schema_files().items()}
    files |= {Path("include/sql/load") / name: text for name, text in copy_files().items()}
    files |= {Path("include/sql/marts") / name: text for name, text in history_files().items()}
    files |= {Path("expectations") / name: text for name, text in expectation_suites().items()}
    files[Path("docs/data-dictionary.md")] = data_dictionary()
    return files


def main() -> None:
    """Write the files, and remove schema files of tables that are no longer described."""
    files = rendered_files()
    for path in (PROJECT / "include/sql/schema").glob("*.*.sql"):
        if path.relative_to(PROJECT) not in files and not path.name.startswith("view."):
            path.unlink()
    for path, text in files.items():
        (PROJECT / path).parent.mkdir(parents=True, exist_ok=True)
        (PROJECT / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
