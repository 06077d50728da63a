"""A chat's incoming webhook: one message in plain text, as Slack, Mattermost and Teams' workflows take it."""

import json
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from adoption_reports.domain.errors import StorageUnavailable, WrongUse

SECONDS = 10
"""How long the chat may take to answer."""


def post(url: str, text: str) -> None:
    """Send a message. Raises WrongUse, or StorageUnavailable; neither names the address, which is a secret."""
    if urlsplit(url).scheme not in ("https", "http"):
        raise WrongUse("The chat's address must begin with https://")
    body = json.dumps({"text": text}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 (looked at above)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS):  # nosec B310  # noqa: S310
            pass
    except urllib.error.HTTPError as error:
        raise StorageUnavailable(f"The chat did not take the message: it says {error.code}.") from None
    except (OSError, ValueError) as error:
        raise StorageUnavailable(f"The chat did not answer ({type(error).__name__}).") from None
