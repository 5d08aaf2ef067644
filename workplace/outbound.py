"""The one door through which the program speaks to another host over HTTP (security.md S58).

A name is resolved once, every address it has must be public (or the host be listed), and the
connection goes to that very address, so a name that changes between look and leap changes
nothing. No redirect is followed, no proxy of the environment is used; five seconds in all and
64 kB of answer are the most it takes.
"""

import http.client
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import closing
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

SECONDS = 5.0
ANSWER = 64 * 1024
HTTPS, HTTP = 443, 80


class NotSent(OSError):
    """Why nothing went out, or was not taken; never holds an address with its token."""


def post_json(url: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """POST to an allowed host; the JSON it answers. Raises NotSent (an OSError) in words."""
    parts = urlsplit(url)
    address = vetted_address(parts)
    body = json.dumps(payload, ensure_ascii=False).encode()
    sock = _connect(parts, address)
    # a server that drips one byte at a time is cut off too: no timeout of a single read does that
    watch = threading.Timer(SECONDS, _hang_up, [sock])
    watch.start()
    try:
        status, answer = _exchange(sock, parts, body)
    except (OSError, http.client.HTTPException) as error:
        raise NotSent(f"对方没有按时回答（{type(error).__name__}）") from None
    finally:
        watch.cancel()
        sock.close()
    if status != http.client.OK:
        raise NotSent(f"对方回答 {status}")
    if len(answer) > ANSWER:
        raise NotSent("对方的回答太长")
    return _as_json(answer)


def vetted_address(parts: SplitResult) -> str:
    """The address to connect to; refuses hosts not listed, and inside addresses not listed."""
    host = (parts.hostname or "").lower()
    inside_allowed = host in settings.ROBOT_PRIVATE_HOSTS
    if host not in settings.ROBOT_HOSTS and not inside_allowed:
        raise NotSent("这个主机不在允许的名单里")
    if parts.scheme != "https" and not inside_allowed:
        raise NotSent("只用 https")
    try:
        found = socket.getaddrinfo(host, port_of(parts), type=socket.SOCK_STREAM)
    except OSError:
        raise NotSent("查不到对方的地址") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not (inside_allowed or all(map(is_public, addresses))):
        raise NotSent("对方的地址在内网，没有发")
    return addresses[0]


def is_public(address: str) -> bool:
    """Neither this machine nor a private, link-local, reserved or multicast network."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if mapped is not None:
        ip = mapped
    return ip.is_global and not ip.is_multicast


def port_of(parts: SplitResult) -> int:
    return parts.port or (HTTPS if parts.scheme == "https" else HTTP)


def _connect(parts: SplitResult, address: str) -> socket.socket:
    try:
        sock = socket.create_connection((address, port_of(parts)), timeout=SECONDS)
    except OSError as error:
        raise NotSent(f"连不上对方（{type(error).__name__}）") from None
    if parts.scheme != "https":
        return sock
    try:
        return ssl.create_default_context().wrap_socket(sock, server_hostname=parts.hostname)
    except OSError as error:
        sock.close()
        raise NotSent(f"对方的证书或连接不对（{type(error).__name__}）") from None


def _exchange(sock: socket.socket, parts: SplitResult, body: bytes) -> tuple[int, bytes]:
    """Status and at most one byte more of answer than is taken."""
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    headers = {"Content-Type": "application/json; charset=utf-8", "Connection": "close"}
    with closing(http.client.HTTPConnection(parts.netloc, timeout=SECONDS)) as connection:
        connection.sock = sock  # connected already, to the address that was looked at
        connection.request("POST", path, body, headers)
        with connection.getresponse() as response:
            return response.status, response.read(ANSWER + 1)


def _hang_up(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself


def _as_json(answer: bytes) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except ValueError:
        raise NotSent("对方的回答不是 JSON") from None
    return found if isinstance(found, dict) else {}
