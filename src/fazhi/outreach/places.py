"""What the name of a place tells: what kind of place it is, and which village it lies in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SCHOOL = re.compile(r"(?:小学|中学|学校|幼儿园|初中|高中|职校|学院|完小|中心校|九年一贯制)(?:$|[^村社居])")
_ENTERPRISE = re.compile(r"(?:公司|集团|企业|工业园|产业园|工地|车间)|厂(?:区)?$")
_VENUES = (
    "村民委员会|村委会|村部|党群服务中心|便民服务中心|新时代文明实践站|文明实践站|综合文化服务中心|法治文化广场|法治文化公园|文化广场|"
    "法治广场|法治公园|文化公园|小广场|广场|公园|文化礼堂|大礼堂|农家书屋|老年活动中心|活动中心|活动室|会议室|调解室|大院|集市"
)
_VILLAGE = re.compile(rf"^.{{1,20}}(?:村|社区|居委会|[^旧邻民群隐故定移新]居)(?:{_VENUES})*$")
_ONLY_A_VENUE = re.compile(rf"(?:{_VENUES})+")
_VENUE_AT_END = re.compile(rf"(?:{_VENUES})$")
_GROUP_AT_END = re.compile(r"第?[0-9一二三四五六七八九十]{1,3}(?:组|队|村民小组|埭)$")
_ELSEWHERE = re.compile(
    r"(?:镇政府|机关|司法所|便民服务中心|服务大厅|集镇|集市|街头|街道|步行街|文化广场|广场|公园|卫生院|医院|敬老院|养老院|"
    r"派出所|车站|码头|商场|超市|文化站|教堂|寺)$"
)
# 全镇各村 is no village.
_NO_ONE_VILLAGE = re.compile(
    r"各村|各社区|各居|全镇|全部|所有|多个村|[0-9一二三四五六七八九十]+个(?:村|社区|居)"
)


def place_kind_of(places: Sequence[str]) -> str | None:
    """The kind of place when all the names say the same plainly, else None: a person must say."""
    kinds = {_kind_of(place) for place in places}
    return kinds.pop() if len(kinds) == 1 else None


def _kind_of(place: str) -> str | None:
    if _SCHOOL.search(place):
        return "school"
    if _ENTERPRISE.search(place):
        return "enterprise"
    if _NO_ONE_VILLAGE.search(place) or _VILLAGE.match(place):
        return "village"
    return "other" if _ELSEWHERE.search(place) else None


def village_of(place: str, known: Iterable[str]) -> str | None:
    """The name of the village a place of a village activity lies in; None when it names no one village.

    A village of the town is found also where the place goes on (示例一村文化广场) or leaves out its ending (示例一);
    of a village not met before the venue at the end is taken off.
    """
    known = set(known)
    if place in known:
        return place
    if _NO_ONE_VILLAGE.search(place) or _ONLY_A_VENUE.fullmatch(place):
        return None
    begins = [name for name in known if place.startswith(name)]
    if begins:
        return max(begins, key=len)
    longer = [
        name for name in known if name in (f"{place}村", f"{place}社区", f"{place}居", f"{place}居委会")
    ]
    if len(longer) == 1:
        return longer[0]
    bare = _GROUP_AT_END.sub("", place)
    while (cut := _VENUE_AT_END.search(bare)) and cut.start() > 0:
        word, bare = cut.group(), bare[: cut.start()]
        if word.startswith("村") and not bare.endswith(("村", "社区", "居")):
            bare += "村"
    return _GROUP_AT_END.sub("", bare) or place
