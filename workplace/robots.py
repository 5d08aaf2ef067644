"""群机器人: how a message gets into a chat group of 企业微信, 钉钉 or 飞书.

apprise's plugins know each vendor's address, its tokens and 钉钉's signature; they are made from a
vendor and a token, and no apprise address is ever taken from a form (it also knows json://,
syslog:// …). Sending is ours (workplace.outbound): apprise goes where a name leads, reads any
length of answer, takes a refused token (200 with an error code) for success, cannot sign for 飞书.
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
    """The vendor's plugin for this token; None when it says that this can be none."""
    # in here: half a second of imports that only robots need
    from apprise.plugins.dingtalk import NotifyDingTalk
    from apprise.plugins.feishu import NotifyFeishu
    from apprise.plugins.wecombot import NotifyWeComBot

    try:
        if vendor == Robot.Vendor.WECOM:
            return NotifyWeComBot(key=token)
        if vendor == Robot.Vendor.DINGTALK:
            return NotifyDingTalk(token=token, secret=secret or None)
        return NotifyFeishu(token=token)
    except TypeError:  # apprise's way of saying so
        return None


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
