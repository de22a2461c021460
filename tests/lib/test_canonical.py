import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.lib.canonical import LARGEST_INTEGER, Json, canonical_json, sha256_hex

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_the_canonical_bytes_read_back_as_the_value(value):
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 9)))
def test_the_order_of_keys_does_not_matter(value):
    turned = dict(reversed(value.items()))
    assert canonical_json(turned) == canonical_json(value)


def test_the_form_is_compact_sorted_utf8():
    value: Json = {"b": [1, True, None], "a": 'é\n\u2028"', "€": {}}
    assert canonical_json(value) == '{"a":"é\\n\u2028\\"","b":[1,true,null],"€":{}}'.encode()


def test_keys_are_sorted_by_utf16_code_units():
    assert canonical_json({"\ufb33": 1, "😀": 2}) == '{"😀":2,"\ufb33":1}'.encode()


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), 2**53, {1: "a"}, {"a": object()}, b"x", {"a": {1, 2}}, "\ud800"]
)
def test_what_has_no_single_form_is_refused(value):
    with pytest.raises(ValueError, match=r"."):
        canonical_json(value)


def test_the_hash_is_that_of_the_bytes():
    assert sha256_hex({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()
