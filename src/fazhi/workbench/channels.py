"""Other channels (企业微信, 钉钉, SMS gateways) through the library apprise, which is installed where it is wanted.

FAZHI_CHANNELS: addresses as apprise writes them, one after the other with spaces; `320681108=wecombot://…` is the one of
that town, an address alone that of every town of the installation.
"""

from __future__ import annotations

import re
from importlib import import_module
from uuid import UUID

from fazhi.orgs.models import Town

_OF_A_TOWN = re.compile(r"^(\d{9})=(.+)$", re.ASCII)


def by_town(addresses: str) -> dict[UUID, list[str]]:
    """{town: its addresses}, from the setting."""
    found: dict[UUID, list[str]] = {}
    towns = dict(Town.objects.values_list("code", "pk")) if addresses.strip() else {}
    for address in addresses.split():
        match = _OF_A_TOWN.match(address)
        wanted = [towns[match[1]]] if match and match[1] in towns else [] if match else list(towns.values())
        for town in wanted:
            found.setdefault(town, []).append(match[2] if match else address)
    return found


def send(addresses: list[str], title: str, text: str) -> str:
    """Send to each; what went wrong in words, empty when nothing did. An address holds a key and is never told."""
    try:
        apprise = import_module("apprise")
    except ImportError:
        return "设置了FAZHI_CHANNELS，但没有安装apprise。请运行 pip install fazhi[channels]。"
    sender = apprise.Apprise()
    if not all(sender.add(address) for address in addresses):
        return "FAZHI_CHANNELS里有看不懂的地址，请对照apprise的写法核对。"
    return "" if sender.notify(title=title, body=text) else "有渠道没有发出，下次再试。"
