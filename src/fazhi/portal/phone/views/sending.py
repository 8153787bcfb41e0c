"""Where the phone sends what it kept: many reports at once, an answer for each, nothing taken twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import JsonResponse
from django.views.decorators.http import require_POST

from fazhi.orgs.permissions import NotAllowed, Refused
from fazhi.portal.phone import reporting
from fazhi.portal.phone.photos import add_photo

LARGEST = 512 * 1024  # bytes of a request without photos
MANY = 50


@require_POST
def send(request: Any) -> JsonResponse:
    """{"user": id, "reports": [{id, tile, sentence, urgency, village, grid, place, phone, said_at}]} in,
    {"answers": [{id, taken, message, code, field}]} out, in the same order.

    401: log in, keep everything. 409: somebody else is logged in. 400, 413: what to do stands in "message".
    """
    if not request.user.is_authenticated or request.town is None:
        return _refused(401, "登录过期了。写的都在手机里，请登录后再发。")
    if request.META.get("CONTENT_LENGTH", "").isdigit() and int(request.META["CONTENT_LENGTH"]) > LARGEST:
        return _refused(413, "一次发得太多，请分几次发。")
    try:
        # A form, or a file: the middleware has looked for its fields, and the stream is spent.
        told = json.loads(request.body) if request.content_type == "application/json" else {}
        user, reports = str(told["user"]), told["reports"]
        if not isinstance(reports, list):
            raise TypeError
    except (ValueError, TypeError, KeyError, RecursionError):
        return _refused(400, "发来的内容不完整，请再发一次。")
    if user != str(request.user.pk):
        return _refused(409, "现在登录的是别人，您写的还在手机里，您登录后再发。")
    if len(reports) > MANY:
        return _refused(413, f"一次最多发{MANY}件，请分几次发。")
    return JsonResponse({"answers": [_answer(one, request) for one in reports]})


@require_POST
def photo(request: Any, report_id: UUID, photo_id: UUID) -> JsonResponse:
    """One photo of a report that has arrived: `photo` and `user` of a multipart form. Taken, or refused for good in
    words; 401 and 409 as for reports: keep it.
    """
    if not request.user.is_authenticated or request.town is None:
        return _refused(401, "登录过期了。照片还在手机里，请登录后再发。")
    # A page opened before this was asked sends no user.
    if request.POST.get("user", str(request.user.pk)) != str(request.user.pk):
        return _refused(409, "现在登录的是别人，您的照片还在手机里，您登录后再发。")
    given = request.FILES.get("photo")
    if given is None:
        return _refused(400, "照片没有传上来，请再发一次。")
    try:
        add_photo(report_id, given, town=request.town, by=request.actor, command=photo_id)
    except (Refused, NotAllowed) as refusal:
        return JsonResponse({"taken": False, "message": str(refusal)})
    return JsonResponse({"taken": True, "message": ""})


def _refused(status: int, message: str) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)


def _answer(told: Any, request: Any) -> dict[str, Any]:
    """What becomes of one report."""
    if not isinstance(told, dict):
        return {"id": "", "taken": False, "code": "broken", "message": "这一件读不出来，请重新写一遍。"}
    answer: dict[str, Any] = {"id": str(told.get("id") or "")[:80], "taken": False, "field": ""}
    try:
        command = UUID(str(told.get("id")))
    except ValueError:
        return {**answer, "code": "id", "message": "这一件的编号不对，请再发一次。"}
    try:
        receipt = reporting.report(
            told, town=request.town, by=request.actor, command=command, said_at=_moment(told.get("said_at"))
        )
    except reporting.Taken as refusal:
        return {**answer, "code": "id", "message": str(refusal)}
    except reporting.Changed as refusal:
        return {**answer, "code": "changed", "message": str(refusal)}
    except Refused as refusal:
        return {**answer, "code": "fault", "field": refusal.field, "message": str(refusal)}
    except NotAllowed as refusal:
        return {**answer, "code": "not_allowed", "message": str(refusal)}
    return {**answer, "taken": True, "code": "again" if receipt.again else "", "message": receipt.message}


def _moment(told: Any) -> datetime | None:
    """The phone's clock in milliseconds since 1970; a clock beyond all calendars is as good as none."""
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    try:
        return datetime.fromtimestamp(told / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None
