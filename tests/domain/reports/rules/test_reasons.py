import pytest

from seawall.domain.errors import Invalid
from seawall.domain.reports.rules.reasons import CHOICES, REASONS, ReasonCode, check_reason


@pytest.mark.parametrize("code", CHOICES)
def test_each_code_with_a_sentence_is_a_reason_and_has_a_label(code):
    assert check_reason(code.value, "The token expires after a minute.") is code
    assert REASONS[code]


def test_nobody_chooses_what_follows_from_an_objection():
    with pytest.raises(Invalid):
        check_reason(ReasonCode.APPEAL_UPHELD, "Because.")
    assert REASONS[ReasonCode.APPEAL_UPHELD]


def test_a_change_without_code_and_sentence_names_both():
    with pytest.raises(Invalid) as refusal:
        check_reason("because", "  ")
    assert set(refusal.value.fields) == {"reason_code", "reason"}
