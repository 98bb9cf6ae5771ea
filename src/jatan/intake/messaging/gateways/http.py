"""A commercial gateway over HTTP, described by options: address, body, header. What it reports comes to our webhook.

The body is JSON whose texts may hold {to} {text} {reference} {template}; sent as JSON or as a form.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from jatan.intake.messaging.gateways.base import Found, GatewayTrouble, Outgoing, Trouble

__all__ = ["HttpGateway", "HttpOptions", "gateway_of"]

# It writes every address that it asks, and some gateways want their key in the address.
logging.getLogger("httpx").setLevel(logging.WARNING)
_BUSY: Final = frozenset({429, 502, 503})
_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True)
class HttpOptions:
    """How one gateway wants to be asked. `id_path` is where its answer says its own id, e.g. `data.id`."""

    url: str
    body: str
    is_form: bool = False
    header: str = "Authorization"
    secret: str = ""
    id_path: str = ""
    seconds: float = 20.0


def gateway_of(told: Mapping[str, str]) -> "HttpGateway | None":
    """The gateway that the installation's options describe; None without an address."""
    if not told["url"]:
        return None
    return HttpGateway(
        HttpOptions(
            url=told["url"],
            body=told["body"],
            is_form=told["format"] == "form",
            header=told["header"],
            secret=told["secret"],
            id_path=told["id_path"],
        )
    )


class HttpGateway:
    """At most once: a text of which nobody knows whether it went out is never sent again by itself."""

    is_repeatable = False
    is_final = True

    def __init__(self, options: HttpOptions) -> None:
        self._options = options

    def hand_over(self, message: Outgoing) -> str:
        """Ask the gateway once. Neither its answer nor what we sent reaches a log."""
        options = self._options
        values = {
            "to": f"91{message.phone}",
            "text": message.text,
            "reference": message.key,
            "template": message.registered_as,
        }
        body = _filled(json.loads(options.body), values)
        headers = {options.header: options.secret} if options.secret else {}
        try:
            with httpx.Client(timeout=options.seconds, follow_redirects=False, trust_env=False) as client:
                sent: dict[str, Any] = {"data": body} if options.is_form else {"json": body}
                answer = client.post(options.url, headers=headers, **sent)
        except _NEVER_SENT as trouble:
            raise GatewayTrouble(Trouble.UNREACHED) from trouble
        except (httpx.HTTPError, httpx.InvalidURL) as trouble:
            raise GatewayTrouble(Trouble.UNCLEAR) from trouble
        return self._accepted(answer) or message.key

    def collect(self) -> Iterator[Found]:
        """Nothing: reports and replies come to the webhook."""
        return iter(())

    def let_go(self, found: Found) -> None:
        """Nothing is kept here."""

    def _accepted(self, answer: httpx.Response) -> str:
        if answer.status_code in _BUSY:
            raise GatewayTrouble(Trouble.UNREACHED)
        if answer.status_code >= 500:
            raise GatewayTrouble(Trouble.UNCLEAR)
        if not answer.is_success:
            raise GatewayTrouble(Trouble.REFUSED)
        return _at(answer, self._options.id_path)[:80] if self._options.id_path else ""


def _filled(body: Any, values: Mapping[str, str]) -> Any:
    """The body with its marks filled in, text by text: what a person wrote can never become structure."""
    if isinstance(body, dict):
        return {name: _filled(part, values) for name, part in body.items()}
    if isinstance(body, list):
        return [_filled(part, values) for part in body]
    if isinstance(body, str):
        whole = body[1:-1] if body.startswith("{") and body.endswith("}") else ""
        if whole in values:
            return values[whole]
        for name in ("to", "reference", "template"):
            body = body.replace("{" + name + "}", values[name])
        return body.replace("{text}", values["text"])
    return body


def _at(answer: httpx.Response, path: str) -> str:
    try:
        value: Any = answer.json()
        for name in path.split("."):
            value = value[int(name)] if isinstance(value, list) else value[name]
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
    return str(value)
