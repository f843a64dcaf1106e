"""ICE servers: STUN and TURN, for networks without a direct connection to the browser."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, model_validator

from formcheck.errors import FormcheckError

__all__ = ["EXAMPLE", "ice_servers"]

EXAMPLE = '[{"urls": "turn:turn.example.org:3478", "username": "me", "credential": "secret"}]'
_SCHEMES = ("stun:", "stuns:", "turn:", "turns:")


class _Server(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    urls: str | tuple[str, ...]
    username: str | None = None
    credential: str | None = None

    @model_validator(mode="after")
    def _usable(self) -> _Server:
        urls = (self.urls,) if isinstance(self.urls, str) else self.urls
        for url in urls:
            if not url.startswith(_SCHEMES):
                raise ValueError(f"'{url}' has to begin with stun:, stuns:, turn: or turns:")
        if any(url.startswith("turn") for url in urls) and (
            not self.username or not self.credential
        ):
            raise ValueError("a TURN server needs 'username' and 'credential'")
        return self


_SERVERS = TypeAdapter(list[_Server])


def ice_servers(text: str) -> list[dict[str, Any]]:
    """Read the setting ``FORMCHECK_APP_ICE``.

    Parameters
    ----------
    text : str
        JSON list of ``{"urls", "username", "credential"}``; empty for none.

    Raises
    ------
    FormcheckError
        The text is something else.
    """
    if not text.strip():
        return []
    try:
        servers = _SERVERS.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "all of it"
        raise FormcheckError(
            f"FORMCHECK_APP_ICE cannot be read ({where}: {first['msg']}); "
            f"it has to look like {EXAMPLE}"
        ) from error
    return [server.model_dump(mode="json", exclude_none=True) for server in servers]
