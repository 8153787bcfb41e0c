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

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        if not data:
            return [] if not self.required else [super().clean(data, initial)]
        return [super(FilesField, self).clean(one, initial) for one in data]
