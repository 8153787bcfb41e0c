"""提醒设置: one's own address for the daily mail, and switching it off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fazhi.orgs.permissions import Refused
from fazhi.pages.fields import TextField
from fazhi.pages.forms import OfficeForm
from fazhi.workbench.models import ReminderChoice
from fazhi.workbench.reminding import choose


class ReminderForm(OfficeForm):
    """An address and a tick."""

    email = TextField(
        label="邮箱", required=False, help_text="用单位的邮箱。邮件里只有件数、编号和链接，没有姓名"
    )
    wants = forms.BooleanField(label="每个工作日给我发一封待办提醒", required=False)


def _from_now_on(wants: bool) -> str:
    """What follows of the choice, on a server that sends mail or not yet."""
    if not wants:
        return "以后不发邮件，只在页面里提醒。"
    if not settings.MAIL_ON:
        return "等这台服务器设置好发邮件，每个工作日有事时发一封。"
    return "以后每个工作日有事时发一封，没事不发。"


@require_http_methods(["GET", "HEAD", "POST"])
def reminder_settings(request: Any) -> HttpResponse:
    """See and change how one is reminded."""
    choice = ReminderChoice.objects.filter(user=request.user).first()
    initial = {"email": choice.email, "wants": choice.wants} if choice else {"wants": False}
    form = ReminderForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            choose(request.user, email=given["email"], wants=given["wants"], town=request.town)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"提醒设置已改，{_from_now_on(given['wants'])}")
            return redirect("reminder_settings")
    context = {"form": form, "mail_on": settings.MAIL_ON, "hours": settings.WORK_HOURS}
    return render(request, "workbench/reminders.html", context, status=422 if form.errors else 200)
