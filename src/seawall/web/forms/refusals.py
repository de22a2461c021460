"""What the domain refuses, put beside the fields of the form that asked for it."""

from collections.abc import Callable
from typing import Any

from django import forms

from seawall.domain.errors import Conflict, Invalid, NotAllowed


def attempt(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Validate, then do `act(cleaned_data)`. False with the reasons in the form when refused."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Invalid as refusal:
        _mark(form, refusal)
        return False
    except (Conflict, NotAllowed) as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def _mark(form: forms.Form, refusal: Invalid) -> None:
    known = {name: text for name, text in refusal.fields.items() if name in form.fields}
    for name, text in known.items():
        form.add_error(name, text)
    if not known:
        form.add_error(None, refusal.message)
