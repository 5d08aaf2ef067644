"""The people of the demo county: invented names, one password."""

from django.contrib.auth.hashers import make_password

from accounts.models import Unit, User
from accounts.rules import Role

NAMED = {
    "centre": ("XMZX", Role.CENTRE, "李建平"),
    "office": ("FGJ", Role.OFFICE, "赵敏"),
    "leader": ("ZFB", Role.LEADER, "陈立国"),
    "admin": ("ZFB", Role.ADMIN, "周涛"),
    "security": ("ZFB", Role.SECURITY, "郭红"),
    "auditor": ("CZJ", Role.AUDITOR, "韩雪"),
    "daiban": ("XZSP", Role.REPORTER, "任晓燕"),  # 领办代办员
}
SURNAMES = "王张刘杨高武贺曹段席郝冯乔闫任秦卫樊申程霍靳"
GIVEN = ["秀兰", "志强", "海燕", "晓军", "丽萍", "建华", "文斌", "玉梅", "永刚", "雪琴"]
HEAD = "{}-fz"  # 负责人; the login name of a unit's head
HEADS = {
    "FGJ": "王保平", "GXJ": "张建国", "CZJ": "刘振华", "ZJJ": "高志明", "JTJ": "武俊杰",
    "ZRZY": "贺文龙", "XZSP": "曹丽华", "STHJ": "段建军", "NYJ": "席永红", "NYNC": "郝建民",
    "SLJ": "冯海龙", "WLJ": "乔慧玲", "CYJJQ": "闫国强", "PUCHENG": "秦晓东",
    "XUEGUAN": "卫建文", "HEILONGGUAN": "樊志刚", "KECHENG": "申文军", "QIAOJIAWAN": "程立新",
    "SHANZHONG": "霍小平", "GUXIAN": "靳海生",
}  # fmt: skip


def make_people(password: str) -> dict[str, User]:
    """`centre office leader admin security auditor`, a liaison a unit and most units' heads."""
    units = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    people = [
        User(username=username, name=name, unit=units[code], role=role)
        for username, (code, role, name) in NAMED.items()
    ]
    below = [unit for unit in units.values() if unit.parent_id]
    for n, unit in enumerate(sorted(below, key=lambda unit: unit.order)):
        is_centre = unit.kind == "centre"
        people.append(
            User(
                username=unit.code.lower(),
                name=SURNAMES[n % len(SURNAMES)] + GIVEN[n % len(GIVEN)],
                unit=unit,
                role=Role.CENTRE if is_centre else Role.REPORTER,
                is_liaison=unit.files_reports,
            )
        )
    people += [
        User(username=HEAD.format(code.lower()), name=name, unit=units[code], is_head=True)
        for code, name in HEADS.items()
    ]
    hashed = make_password(password)  # once: a hash takes a fifth of a second on purpose
    for person in people:
        person.password = hashed
    User.objects.bulk_create(people)
    return {person.username: person for person in people}
