"""Words and formulas of the register. No database here."""

from datetime import date

from django.db.models import TextChoices


class Level(TextChoices):
    PROVINCE = "province", "省重点"
    CITY = "city", "市重点"
    COUNTY = "county", "县重点"


class Nature(TextChoices):
    NEW = "new", "新建"
    CONTINUING = "continuing", "续建"
    PRELIMINARY = "preliminary", "前期"
    RESERVE = "reserve", "谋划"


class BuildNature(TextChoices):
    NEW = "new", "新建"
    EXTENSION = "extension", "扩建"
    REBUILD = "rebuild", "改建"
    RENOVATION = "renovation", "技改"
    RELOCATION = "relocation", "迁建"


def is_started(nature: str, started_on: date | None, resumed_on: date | None, on: date) -> bool:
    """开复工: new counts by 开工, continuing by 复工 (第一条1, 第四条（一）1)."""
    day = started_on if nature == Nature.NEW else resumed_on
    return day is not None and day <= on
