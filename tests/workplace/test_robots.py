"""群机器人: a digest in the group, at least once, its token seen nowhere (S35, S48, S58)."""

import logging
from datetime import date

import pytest

from procedures.models import Nudge
from tests import factories
from tests.factories import at
from tests.procedures.nudged import decide, put
from tests.workplace.stub_robot import says, stub_robot
from workplace import post, robots
from workplace.models import Act, Delivery, Robot

SECRET = "693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa"
FORM = {"name": "自然资源局群", "unit": "ZRZY", "vendor": "wecom", "token": SECRET, "secret": ""}


@pytest.fixture
def vendor(settings):
    settings.ROBOT_PRIVATE_HOSTS = ["127.0.0.1"]
    with stub_robot(says({"errcode": 0, "errmsg": "ok"})) as stub:
        settings.ROBOT_GATEWAY = stub.url
        yield stub


def make(cast, **more):
    values = {"vendor": "wecom", "token": SECRET, "made_at": at("2022-12-01 09:00")}
    return Robot.objects.create(centre=cast.units["XMZX"], name="群", **values | more)


@pytest.fixture
def overdue(cast):
    return put(cast.permit, status="submitted", due_on=date(2022, 12, 8))


def test_a_units_group_hears_its_digest_and_the_countys_whose_it_is(cast, overdue, vendor):
    make(cast, unit=cast.units["ZRZY"])
    make(cast)
    make(cast, unit=cast.units["JTJ"])
    make(cast, kinds=["returned"])
    make(cast, is_active=False)
    decide("2022-12-09 00:05")
    assert not Delivery.objects.filter(channel="robot").exists()
    decide("2022-12-09 08:30")
    assert Delivery.objects.filter(channel="robot").count() == 2
    post.deliver_due()
    texts = sorted(body["text"]["content"] for _, body in vendor.got)
    assert len(texts) == 2
    assert all(text.startswith("【蒲县重点项目】1 件要办\n1. ") for text in texts)
    assert sum("自然资源局　昕水河治理工程" in text for text in texts) == 1
    assert {path for path, _ in vendor.got} == {f"/cgi-bin/webhook/send?key={SECRET}"}


def test_a_refused_token_is_tried_again_and_at_last_given_up(cast, overdue, settings, friday):
    make(cast, unit=cast.units["ZRZY"])
    decide("2022-12-09 08:30")
    settings.ROBOT_PRIVATE_HOSTS = ["127.0.0.1"]
    with stub_robot(says({"errcode": 93000, "errmsg": f"invalid {SECRET}"})) as stub:
        settings.ROBOT_GATEWAY = stub.url
        for minute in (0, 1, 6, 36, 66, 96, 126, 156):
            friday.move_to(at(f"2022-12-09 {10 + minute // 60}:{minute % 60:02}"))
            post.deliver_due()
    row = Delivery.objects.get(channel="robot")
    assert (row.status, row.attempts) == ("failed", 8)
    assert "93000" in row.error and SECRET not in row.error


@pytest.mark.parametrize(
    ("vendor_key", "token", "secret", "path"),
    [
        ("dingtalk", "abc123", "", "/robot/send?access_token=abc123"),
        ("dingtalk", "abc123", "SECabc", "/robot/send?access_token=abc123&timestamp="),
        ("feishu", "abc-def", "", "/open-apis/bot/v2/hook/abc-def"),
        ("feishu", "abc-def", "s3", "/open-apis/bot/v2/hook/abc-def"),
    ],
)
def test_each_vendor_is_spoken_to_in_its_way(vendor, vendor_key, token, secret, path):
    robots.send(Robot(vendor=vendor_key, token=token, secret=secret), "请办理")
    [(got, body)] = vendor.got
    assert got.startswith(path)
    assert "请办理" in str(body)
    assert ("sign=" in got) == (vendor_key == "dingtalk" and bool(secret))
    assert ("sign" in body) == (vendor_key == "feishu" and bool(secret))


@pytest.mark.parametrize("token", ["a/../b", "https://evil.example/", "json://x", "a b", ""])
def test_no_address_passes_for_a_token(token):
    assert not any(robots.is_token(one, token) for one in Robot.Vendor.values)


def test_the_centre_sets_one_up_and_never_sees_the_token_again(cast, client, vendor, caplog):
    caplog.set_level(logging.DEBUG)
    client.force_login(cast.centre)
    assert client.post("/permits/nudges/robots/add/", FORM).status_code == 302
    row = Robot.objects.get()
    pages = [client.get("/permits/nudges/robots/"), client.get(f"/permits/nudges/robots/{row.pk}/")]
    client.post(f"/permits/nudges/robots/{row.pk}/test/")
    client.post(f"/permits/nudges/robots/{row.pk}/", FORM | {"token": "", "is_active": "on"})
    row.refresh_from_db()
    assert row.token == SECRET
    shown = "".join(page.content.decode() for page in pages)
    assert "****5aaa" in shown
    everything = shown + str(list(Act.objects.values())) + caplog.text
    everything += str(list(Robot.history.values())) + str(list(Delivery.objects.values()))
    assert SECRET not in everything
    assert "测试" in vendor.got[0][1]["text"]["content"]


def test_a_test_that_does_not_arrive_says_why(cast, client, settings):
    settings.ROBOT_GATEWAY = "http://127.0.0.1:1"  # inside and not listed
    client.force_login(cast.centre)
    row = make(cast)
    page = client.post(f"/permits/nudges/robots/{row.pk}/test/", follow=True)
    assert "不在允许的名单里" in page.content.decode()
    assert Act.objects.get(verb="robot-test").details["arrived"] is False


def test_another_vendor_wants_its_own_token(cast, client):
    client.force_login(cast.centre)
    row = make(cast)
    page = client.post(
        f"/permits/nudges/robots/{row.pk}/", FORM | {"vendor": "feishu", "token": ""}
    )
    assert page.status_code == 422
    assert "令牌也要重新填" in page.content.decode()


def test_another_countys_robot_is_not_there(cast, client):
    other = factories.UnitFactory(kind="centre")
    row = Robot.objects.create(
        centre=other, name="x", vendor="wecom", token="x", made_at=at("2022-12-01 09:00")
    )
    client.force_login(cast.centre)
    assert client.get(f"/permits/nudges/robots/{row.pk}/").status_code == 404
    assert Nudge.objects.count() == 0
