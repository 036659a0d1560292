"""What buttons and forms carry."""

from __future__ import annotations

import pytest

from bot.errors import InvalidInputError
from bot.handlers.form_fields import id_of


@pytest.mark.parametrize("value", ["", "x", "-1", "1.5", "9" * 30])
def test_what_is_no_id_is_from_an_older_message(value):
    with pytest.raises(InvalidInputError, match="older message"):
        id_of(value)


def test_an_id_is_read():
    assert id_of("17") == 17
