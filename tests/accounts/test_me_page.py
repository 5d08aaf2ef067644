from django.urls import reverse

from workplace.models import Act


def test_the_address_for_reminders_is_saved(client, people):
    client.force_login(people["reporter"])
    response = client.post(reverse("accounts:me-edit"), {"email": "wang@example.test"})
    assert response.status_code == 302
    people["reporter"].refresh_from_db()
    assert people["reporter"].email == "wang@example.test"


def test_no_address_is_fine_and_a_wrong_one_is_not(client, people):
    client.force_login(people["reporter"])
    assert client.post(reverse("accounts:me-edit"), {"email": ""}).status_code == 302
    response = client.post(reverse("accounts:me-edit"), {"email": "not an address"})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()


def test_nothing_but_the_address_can_be_changed_here(client, people):
    client.force_login(people["reporter"])
    everything = {
        "email": "a@example.test",
        "role": "admin",
        "unit": "XMZX",
        "username": "root",
        "name": "别人",
        "is_active": "",
        "must_change_password": "",
        "session_epoch": "9",
    }
    client.post(reverse("accounts:me-edit"), everything)
    before = people["reporter"]
    after = type(before).objects.get(pk=before.pk)
    kept = ("role", "unit_id", "username", "name", "is_active", "session_epoch")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]


def test_an_address_is_not_kept_in_history(client, people):
    client.force_login(people["reporter"])
    client.post(reverse("accounts:me-edit"), {"email": "wang@example.test"})
    assert not hasattr(people["reporter"].history.first(), "email")
    assert "wang@" not in str(list(Act.objects.values()))


def test_large_type_is_kept_in_the_account_and_a_cookie(client, people):
    client.force_login(people["reporter"])
    large = reverse("accounts:large-type")
    response = client.post(large, {"large": "1", "next": "/accounts/me/"})
    assert response["Location"] == "/accounts/me/"
    assert response.cookies["px-large"].value == "1"
    assert 'class="px-large"' in client.get(reverse("accounts:me")).content.decode()
    client.post(large, {"large": "1"})  # the second click of a double click
    people["reporter"].refresh_from_db()
    assert people["reporter"].large_type
    client.post(large, {"large": "0"})
    people["reporter"].refresh_from_db()
    assert not people["reporter"].large_type


def test_a_stranger_reads_the_sign_in_page_in_large_type(client, db):
    client.post(reverse("accounts:large-type"), {"large": "1"})
    assert 'class="px-large"' in client.get(reverse("accounts:login")).content.decode()
