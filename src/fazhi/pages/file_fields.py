"""Choosing files in a form."""

from __future__ import annotations

from typing import Any

from django import forms


class SeveralFiles(forms.ClearableFileInput):
    """One input for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; cleans to a list of UploadedFile, empty where none is required and none was chosen."""

    widget = SeveralFiles
    default_error_messages = {
        "required": "请选择文件", "empty": "有一个文件是空的，请换一个", "missing": "没有收到文件，请再选一次",
        "invalid": "没有收到文件，请再选一次",
    }  # fmt: skip

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        if not data:
            return [] if not self.required else [super().clean(data, initial)]
        return [super(FilesField, self).clean(one, initial) for one in data]
