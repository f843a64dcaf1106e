"""The setting of ICE servers."""

import pytest

from formcheck.app.live.connections import EXAMPLE, ice_servers
from formcheck.errors import FormcheckError


def test_none_are_needed() -> None:
    assert ice_servers("") == []


def test_the_example_of_the_error_is_right() -> None:
    (server,) = ice_servers(EXAMPLE)
    assert server == {
        "urls": "turn:turn.example.org:3478",
        "username": "me",
        "credential": "secret",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("turn:turn.example.org", "Invalid JSON"),
        ('{"urls": "stun:a"}', "valid array"),
        ('[{"urls": "http://a"}]', "has to begin with stun:"),
        ('[{"urls": "turn:a"}]', "needs 'username' and 'credential'"),
        ('[{"urls": "stun:a", "user": "b"}]', "0.user"),
    ],
)
def test_a_wrong_one_is_told_with_an_example(text, words) -> None:
    with pytest.raises(FormcheckError, match=words) as told:
        ice_servers(text)
    assert "FORMCHECK_APP_ICE" in str(told.value)
    assert EXAMPLE in str(told.value)
