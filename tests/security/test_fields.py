"""Only what a form names can be written, however much is sent (S26)."""

import pytest
from django.forms.models import model_to_dict

from accounts.models import Unit, User
from tests.table import signed_in

EVERYTHING = {
    field.name: "9"
    for model in (Unit, User)
    for field in model._meta.concrete_fields
    if not field.is_relation
} | {"is_superuser": "1", "is_staff": "1", "version": "0", "state": "accepted", "parent": "SXMZX"}

CASES = [
    (
        "/accounts/me/edit/",
        "reporter",
        lambda cast: cast.reporter,
        {"email": "new@example.test"},
        {"email"},
    ),
    (
        "/accounts/users/reporter/edit/",
        "admin",
        lambda cast: cast.reporter,
        {"name": "新名", "unit": "XUEGUAN", "email": "", "is_liaison": ""},
        {"name", "email", "is_liaison", "is_head"},
    ),
    (
        "/accounts/users/reporter/role/",
        "security",
        lambda cast: cast.reporter,
        {"role": "office"},
        {"role", "session_epoch"},
    ),
    (
        "/accounts/units/JTJ/edit/",
        "admin",
        lambda cast: cast.units["JTJ"],
        {
            "name": "交运局",
            "short_name": "交运",
            "aliases": "",
            "kind": "bureau",
            "order": "3",
            "files_reports": "on",
        },
        {"name", "short_name", "aliases", "kind", "order", "files_reports"},
    ),
]


@pytest.mark.parametrize(
    ("path", "who", "target", "data", "may_change"), CASES, ids=[case[0] for case in CASES]
)
def test_a_form_writes_nothing_that_it_does_not_name(cast, path, who, target, data, may_change):
    row = target(cast)
    client = signed_in(cast, who)
    row.refresh_from_db()
    before = model_to_dict(row)
    assert client.post(path, EVERYTHING | data).status_code == 302
    row.refresh_from_db()
    after = model_to_dict(row)
    changed = {name for name in after if after[name] != before[name]} - {"last_login"}
    assert changed <= may_change
