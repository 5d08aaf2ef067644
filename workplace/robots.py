"""群机器人: how a message gets into a chat group of 企业微信, 钉钉 or 飞书.

apprise knows each vendor's address and what its token looks like; from a vendor and a token we
build the apprise address ourselves and never take one from a form (it also knows json://, syslog://
…). Sending is ours (workplace.outbound): apprise follows what a name resolves to, reads any length
of answer, takes a refused token (HTTP 200 with an error code) for success and cannot sign for 飞书.
"""

import base64
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings

from .models import Robot
from .outbound import NotSent, post_json

SCHEMA = {"wecom": "wecombot", "dingtalk": "dingtalk", "feishu": "feishu"}


def send(robot: Robot, text: str) -> None:
    """Say `text` in the group; NotSent (an OSError, so the outbox tries again) when it is not."""
    plugin = _plugin(robot.vendor, robot.token, robot.secret)
    if plugin is None:
        raise NotSent("令牌的格式不对")
    answer = post_json(_through_gateway(_address(robot, plugin)), _payload(robot, text))
    code = answer.get("errcode", answer.get("code", answer.get("StatusCode", 0)))
    if code != 0:
        raise NotSent(f"对方没有接收，代码 {str(code)[:20]}")


def is_token(vendor: str, token: str, secret: str = "") -> bool:
    """Could this be a token of that vendor?"""
    return _plugin(vendor, token, secret) is not None


def _plugin(vendor: str, token: str, secret: str) -> Any:
    from apprise import Apprise  # half a second of imports that only robots need

    key = f"{quote(secret, safe='')}@" if vendor == "dingtalk" and secret else ""
    return Apprise.instantiate(f"{SCHEMA[vendor]}://{key}{quote(token, safe='')}/?redirect=no")


def _address(robot: Robot, plugin: Any) -> str:
    if robot.vendor == Robot.Vendor.WECOM:
        return str(plugin.api_url)
    url = plugin.notify_url.format(token=quote(robot.token, safe=""))
    if robot.vendor == Robot.Vendor.DINGTALK and robot.secret:
        stamp, signature = plugin.get_signature()
        return f"{url}&timestamp={stamp}&sign={signature}"  # it comes percent-encoded
    return str(url).rstrip("/")


def _through_gateway(url: str) -> str:
    """The same path on the county's own gateway, where the settings name one."""
    if not settings.ROBOT_GATEWAY:
        return url
    gateway, parts = urlsplit(settings.ROBOT_GATEWAY), urlsplit(url)
    return urlunsplit((gateway.scheme, gateway.netloc, parts.path, parts.query, ""))


def _payload(robot: Robot, text: str) -> dict[str, Any]:
    if robot.vendor != Robot.Vendor.FEISHU:
        return {"msgtype": "text", "text": {"content": text}}
    said: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    if robot.secret:
        stamp = str(int(time.time()))
        key = f"{stamp}\n{robot.secret}".encode()
        sign = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
        said |= {"timestamp": stamp, "sign": sign}
    return said
