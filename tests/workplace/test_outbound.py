"""Where the program may speak to, and how much it listens to (security.md S58)."""

import socket
import time
from urllib.parse import urlsplit

import pytest

from tests.workplace.stub_robot import drips, floods, says, stub_robot
from workplace import outbound
from workplace.outbound import NotSent, post_json, vetted_address


@pytest.fixture
def inside(settings):
    """The county's own gateway, listed: the stub."""
    settings.ROBOT_PRIVATE_HOSTS = ["127.0.0.1"]


def resolving(monkeypatch, *answers):
    """A resolver that gives one list of addresses after the other; what it was asked."""
    left, asked = list(answers), []

    def getaddrinfo(host, port, **_):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in left.pop(0)]

    monkeypatch.setattr(outbound.socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.5", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0",  # noqa: S104
        "100.64.0.1", "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_a_known_name_that_leads_inside_is_refused(monkeypatch, address):
    resolving(monkeypatch, [address])
    with pytest.raises(NotSent, match="内网"):
        vetted_address(urlsplit("https://open.feishu.cn/x"))


def test_one_inside_address_among_others_is_enough_to_refuse(monkeypatch):
    resolving(monkeypatch, ["1.2.3.4", "127.0.0.1"])
    with pytest.raises(NotSent, match="内网"):
        vetted_address(urlsplit("https://open.feishu.cn/x"))


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://2130706433/x",
        "https://0x7f000001/x",
        "https://open.feishu.cn.evil.example/x",
        "https://open.feishu.cn@evil.example/x",
        "file:///etc/passwd",
    ],
)
def test_a_host_that_is_not_listed_is_refused(url):
    with pytest.raises(NotSent, match="名单"):
        vetted_address(urlsplit(url))


def test_even_when_listed_a_decimal_name_does_not_lead_here(settings):
    settings.ROBOT_HOSTS = ["2130706433"]
    with pytest.raises(NotSent, match=r"内网|查不到"):
        vetted_address(urlsplit("https://2130706433/x"))


def test_plain_http_is_for_listed_inside_hosts_alone():
    with pytest.raises(NotSent, match="https"):
        vetted_address(urlsplit("http://open.feishu.cn/x"))


def test_a_name_that_changes_between_look_and_leap_changes_nothing(monkeypatch):
    asked = resolving(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    leapt = []

    def connect(address, timeout):
        leapt.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(outbound.socket, "create_connection", connect)
    with pytest.raises(NotSent, match="连不上"):
        post_json("https://open.feishu.cn/x", {})
    assert asked == ["open.feishu.cn"]
    assert leapt == [("93.184.216.34", 443)]


def test_what_is_said_arrives(inside):
    with stub_robot(says({"errcode": 0})) as stub:
        assert post_json(f"{stub.url}/send?key=1", {"text": "请办理"}) == {"errcode": 0}
    assert stub.got == [("/send?key=1", {"text": "请办理"})]


def test_a_redirect_is_not_followed(inside):
    with (
        stub_robot(says({})) as secret,
        stub_robot(says({}, status=302, Location=secret.url)) as stub,
    ):
        with pytest.raises(NotSent, match="302"):
            post_json(stub.url, {})
        assert secret.got == []


def test_a_long_answer_is_cut_off(inside):
    with stub_robot(floods) as stub, pytest.raises(NotSent, match="太长"):
        post_json(stub.url, {})


def test_an_answer_that_drips_is_cut_off_in_time(inside, monkeypatch):
    monkeypatch.setattr(outbound, "SECONDS", 0.6)
    begun = time.monotonic()
    with stub_robot(drips) as stub, pytest.raises(NotSent):
        post_json(stub.url, {})
    assert time.monotonic() - begun < 3


def test_an_environments_proxy_is_not_asked(inside, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with stub_robot(says({"errcode": 0})) as stub:
        assert post_json(stub.url, {}) == {"errcode": 0}
