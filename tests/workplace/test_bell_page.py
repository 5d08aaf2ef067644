from django.urls import reverse

from tests.factories import at
from workplace.models import Delivery, Notification

BELL = reverse("workplace:notifications")


def note(user, key="a", url="/report/"):
    return Notification.objects.create(
        user=user, key=key, text="请上报第1期", url=url, at=at("2022-12-09 09:00")
    )


def test_the_unread_ones_are_counted_in_the_frame(client, people):
    client.force_login(people["reporter"])
    note(people["reporter"])
    note(people["outsider"])
    page = client.get(BELL)
    assert page.context["unread"] == 1
    assert "请上报第1期" in page.content.decode()


def test_reading_one_marks_it_and_goes_there(client, people):
    client.force_login(people["reporter"])
    mine = note(people["reporter"])
    response = client.post(reverse("workplace:notification", args=[mine.pk]))
    assert response["Location"] == "/report/"
    mine.refresh_from_db()
    assert mine.read_at is not None


def test_a_link_that_leads_elsewhere_is_not_followed(client, people):
    client.force_login(people["reporter"])
    bad = note(people["reporter"], url="//evil.example")
    response = client.post(reverse("workplace:notification", args=[bad.pk]))
    assert response["Location"] == BELL


def test_somebody_elses_is_not_there_and_stays_unread(client, people):
    client.force_login(people["reporter"])
    theirs = note(people["outsider"])
    assert client.post(reverse("workplace:notification", args=[theirs.pk])).status_code == 404
    client.post(reverse("workplace:notifications-read"))
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_all_are_marked_at_once(client, people):
    client.force_login(people["reporter"])
    for key in "abc":
        note(people["reporter"], key)
    client.post(reverse("workplace:notifications-read"))
    assert client.get(BELL).context["unread"] == 0


def test_the_centre_hears_of_mails_that_never_went_out(client, people):
    Delivery.objects.create(
        notification=note(people["reporter"]), address="x@y.z", message_id="1", status="failed"
    )
    client.force_login(people["centre"])
    assert "1 封提醒邮件没有发出" in client.get(BELL).content.decode()
    client.force_login(people["reporter"])
    assert "没有发出" not in client.get(BELL).content.decode()


def test_an_empty_bell_says_what_to_do(client, people):
    client.force_login(people["reporter"])
    assert "没有通知" in client.get(BELL).content.decode()


def test_the_queries_do_not_grow(client, people, django_assert_num_queries):
    client.force_login(people["reporter"])
    client.get(BELL)
    for number in range(3):
        note(people["reporter"], f"n{number}")
    with django_assert_num_queries(6):
        client.get(BELL)
    for number in range(30):
        note(people["reporter"], f"m{number}")
    with django_assert_num_queries(6):
        client.get(BELL)
