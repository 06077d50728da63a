"""Makes the pictures of docs/receipts.md anew: `make pictures`.

The receipts are those of typical_receipts.py, as Chromium shows them; 256 colours keep the files small.
"""

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from adoption_reports.feedback.page import render_page
from tests.browser.typical_receipts import typical_receipts

PICTURES = Path(__file__).parents[2] / "docs" / "pictures" / "receipts"
WIDTH = 1000
LARGEST_BYTES = 150_000


def main() -> None:
    """Writes a picture of each receipt."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is not installed (apt-get install chromium)")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 700})
        for name, receipt in typical_receipts(Path(folder)).items():
            page.set_content(render_page(receipt))
            shown = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
            file = PICTURES / f"{name}.png"
            shown.quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
            assert file.stat().st_size < LARGEST_BYTES, f"{file} is too large"
        browser.close()


if __name__ == "__main__":
    main()
