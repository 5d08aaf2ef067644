"""How offices are written in documents."""

from accounts.models import Unit

COUNTY = "蒲县"


def office_name(unit: Unit) -> str:
    """The name of signature: 县项目推进中心 is 蒲县项目推进中心 to readers outside the county."""
    name = unit.name
    return COUNTY + name[1:] if name.startswith("县") else name
