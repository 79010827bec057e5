"""No test reaches beyond this machine: a socket to any other address is an AssertionError.

Library code may swallow the error, so every attempt is also written down. A child process is
held to the same by a `sitecustomize` that calls `forbid_network`.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

attempts: list[str] = []
"""Where something tried to connect to."""


def forbid_network() -> Callable[[], None]:
    """From now on only loopback and unix sockets connect; calling the result ends that."""
    held = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}
    look_up = socket.getaddrinfo

    def guarded(real: Callable[..., object]) -> Callable[..., object]:
        def method(self: socket.socket, *arguments: Any) -> object:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                _check(arguments[-1][0])  # the address comes last in all three
            return real(self, *arguments)

        return method

    def getaddrinfo(host: str | bytes | None, *arguments: Any, **named: Any) -> Any:
        _check(host or "")
        return look_up(host, *arguments, **named)

    def allow() -> None:
        for name, real in held.items():
            setattr(socket.socket, name, real)
        socket.getaddrinfo = look_up

    for name, real in held.items():
        setattr(socket.socket, name, guarded(real))
    socket.getaddrinfo = getaddrinfo
    return allow


def _check(host: str | bytes) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if not _is_here(name):
        attempts.append(name)
        raise AssertionError(f"The network is forbidden: something asked for {name}.")


def _is_here(name: str) -> bool:
    """True for loopback and for the address of no host in particular, which servers bind."""
    if name in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
