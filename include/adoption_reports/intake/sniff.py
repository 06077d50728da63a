from dataclasses import dataclass
import pyarrow as pa


@dataclass
class Looks:
    format_name: str = "csv"
    is_workbook: bool = False


def look_at(stored: pa.Buffer) -> Looks:
    if stored[:4].to_pybytes() == b"PK\x03\x04":
        return Looks("xlsx", True)
    return Looks()
