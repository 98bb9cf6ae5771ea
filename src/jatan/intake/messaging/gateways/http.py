"""A commercial HTTP gateway, configured by options: URL, body, header. Its reports and replies come by webhook.

The body is JSON whose strings may hold {to} {text} {reference} {template}; sent as JSON or as a form.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from jatan.intake.messaging.gateways.base import CollectedItem, FailureKind, GatewayError, Outgoing

# httpx logs every URL at INFO, and some gateways take their API key in the URL.
logging.getLogger("httpx").setLevel(logging.WARNING)
_BUSY: Final = frozenset({429, 502, 503})
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True)
class HttpOptions:
    """The request that one gateway expects. `id_path`: where its JSON answer holds its message id, e.g. `data.id`."""

    url: str
    body: str
    is_form: bool = False
    header: str = "Authorization"
    secret: str = ""
    id_path: str = ""
    seconds: float = 20.0


def gateway_of(options: Mapping[str, str]) -> "HttpGateway | None":
    """The gateway that the installation's options describe; None without a URL."""
    if not options["url"]:
        return None
    return HttpGateway(
        HttpOptions(
            url=options["url"],
            body=options["body"],
            is_form=options["format"] == "form",
            header=options["header"],
            secret=options["secret"],
            id_path=options["id_path"],
        )
    )


class HttpGateway:
    """Sends at most once: a text that may have been sent is not retried automatically."""

    is_repeatable = False
    is_final = True

    def __init__(self, options: HttpOptions) -> None:
        self._options = options

    def hand_over(self, message: Outgoing) -> str:
        """Send one request. Neither request nor answer is logged."""
        options = self._options
        values = {
            "to": f"91{message.phone}",
            "text": message.text,
            "reference": message.key,
            "template": message.registered_as,
        }
        body = _fill_placeholders(json.loads(options.body), values)
        headers = {options.header: options.secret} if options.secret else {}
        try:
            with httpx.Client(timeout=options.seconds, follow_redirects=False, trust_env=False) as client:
                sent: dict[str, Any] = {"data": body} if options.is_form else {"json": body}
                answer = client.post(options.url, headers=headers, **sent)
        except _NOT_SENT as trouble:
            raise GatewayError(FailureKind.UNREACHED) from trouble
        except (httpx.HTTPError, httpx.InvalidURL) as trouble:
            raise GatewayError(FailureKind.UNCLEAR) from trouble
        return self._check_answer(answer) or message.key

    def collect(self) -> Iterator[CollectedItem]:
        """Yields nothing: reports and replies come by webhook."""
        return iter(())

    def discard_item(self, found: CollectedItem) -> None:
        """Does nothing: no item is kept."""

    def _check_answer(self, answer: httpx.Response) -> str:
        if answer.status_code in _BUSY:
            raise GatewayError(FailureKind.UNREACHED)
        if answer.status_code >= 500:
            raise GatewayError(FailureKind.UNCLEAR)
        if not answer.is_success:
            raise GatewayError(FailureKind.REFUSED)
        return _value_at(answer, self._options.id_path)[:80] if self._options.id_path else ""


def _fill_placeholders(body: Any, values: Mapping[str, str]) -> Any:
    """The body with placeholders replaced string by string, so that a text cannot change the JSON's structure."""
    if isinstance(body, dict):
        return {name: _fill_placeholders(part, values) for name, part in body.items()}
    if isinstance(body, list):
        return [_fill_placeholders(part, values) for part in body]
    if isinstance(body, str):
        whole = body[1:-1] if body.startswith("{") and body.endswith("}") else ""
        if whole in values:
            return values[whole]
        for name in ("to", "reference", "template"):
            body = body.replace("{" + name + "}", values[name])
        return body.replace("{text}", values["text"])
    return body


def _value_at(answer: httpx.Response, path: str) -> str:
    try:
        value: Any = answer.json()
        for name in path.split("."):
            value = value[int(name)] if isinstance(value, list) else value[name]
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
    return str(value)
