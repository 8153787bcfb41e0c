"""The filter bar of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from fazhi.pages.views.listing import Listing

ALL = "all"


class FilterForm(forms.Form):
    """Year, village, type, words, state: those that this kind has."""

    def __init__(self, listing: Listing) -> None:
        super().__init__(auto_id="filter_%s")
        if listing.stage is not None:
            self._hidden("stage", listing.stage.code)
        if listing.mine:
            self._hidden("handler", "me")
        if listing.sort:
            self.fields["sort"] = forms.CharField(
                required=False, initial=listing.sort, widget=forms.HiddenInput
            )
        years = sorted({*listing.years, *([listing.year] if listing.year else [])}, reverse=True)
        if listing.date is not None and not listing.by_deadline:
            pairs = [(str(year), f"{year}年") for year in years]
            self._select("year", "年度", [*pairs, (ALL, "各年")], str(listing.year or ALL))
        if len(listing.villages) > 1:
            pairs = [(str(village.pk), village.name) for village in listing.villages]
            self._select(
                "village", "村居", [("", "全部村居"), *pairs], listing.village and str(listing.village.pk)
            )
        if listing.types and listing.type_column:
            pairs = [(choice.code, choice.word) for choice in listing.types]
            self._select("type", listing.type_column.heading, [("", "全部"), *pairs], listing.type)
        if listing.kind.search:
            box = forms.TextInput({"type": "search", "autocomplete": "off"})
            self.fields["q"] = forms.CharField(
                label="含有的字", required=False, initial=listing.search, widget=box
            )
        if not listing.by_deadline:
            self._select(
                "state", "状态", [("", "有效"), ("voided", "已作废")], "voided" if listing.voided else ""
            )

    def _hidden(self, name: str, value: str) -> None:
        self.fields[name] = forms.CharField(initial=value, required=False, widget=forms.HiddenInput)

    def _select(self, name: str, label: str, pairs: list[tuple[str, str]], chosen: Any) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=pairs, required=False, initial=chosen or ""
        )
