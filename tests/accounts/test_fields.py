"""Text enters forms by one door: clean, or refused in words."""

import pytest
from django import forms

from accounts.fields import NamesField, TextField


class Sample(forms.Form):
    name = TextField(max_length=10)
    names = NamesField(max_length=50, required=False)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  薛关镇 ", "薛关镇"),
        ("薛\u200b关\u202e镇", "薛关镇"),
        ("e\u0301", "é"),
        ("甲\n乙", "甲乙"),
    ],
)
def test_text_is_cleaned(typed, kept):
    form = Sample({"name": typed})
    assert form.is_valid()
    assert form.cleaned_data["name"] == kept


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "a\x00b", "\ud800", "x" * 11, "x" * 10**6])
def test_text_that_cannot_be_kept_is_refused(typed):
    form = Sample({"name": typed})
    assert not form.is_valid()
    assert "name" in form.errors


def test_names_are_split_and_doubles_go():
    form = Sample({"name": "a", "names": "县林业局、林草局，林草局,,"})
    assert form.is_valid()
    assert form.cleaned_data["names"] == ["县林业局", "林草局"]


def test_names_are_shown_as_they_were_typed():
    form = Sample(initial={"names": ["甲", "乙"]})
    assert 'value="甲、乙"' in str(form["names"])
