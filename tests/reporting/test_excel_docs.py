"""docs/excel.md names every code an import may answer with."""

from django.conf import settings

from sheets.text import CODES

OURS = {"reason", "closed", "absent"}


def test_every_code_is_explained():
    text = (settings.BASE_DIR / "docs" / "excel.md").read_text(encoding="utf-8")
    assert [code for code in sorted(CODES | OURS) if f"`{code}`" not in text] == []
