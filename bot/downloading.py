"""A file out of Slack: from Slack's own hosts alone, whole, and never a page in its place."""

import logging
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import HTTPRedirectHandler, Request, build_opener

from slack_sdk import WebClient

from bot.addresses import is_slacks
from bot.call import UserError
from bot.files import LARGEST

log = logging.getLogger(__name__)

TIMEOUT = 30  # seconds
PAGE = "text/html"
RESERVED = "%:/?#[]@!$&'()*+,;=~"  # characters of an address that mean something


class StrangeAddress(Exception):
    """An address that is none of Slack's: the token must not go there."""


def download(address: str, size: int, client: WebClient) -> bytes:
    """Fetch a file with the bot's token; `size` in bytes is what Slack says of it.

    Raises:
        UserError: It did not come, or something else came in its place.
    """
    try:
        kind, content = _fetched(address, client)
    except (StrangeAddress, OSError, HTTPException, ValueError) as error:
        log.warning("A file did not come: %s.", type(error).__name__)
        raise UserError(
            "Slack did not hand the file over. Try again in a minute, or choose it anew."
        ) from error
    if kind == PAGE:
        log.warning("A page came in the place of a file: is the scope files:read granted?")
        raise UserError(
            "Slack gave a page instead of the file. If the file is none itself, the bot may not"
            " read files: an admin has to install it anew."
        )
    if len(content) != size:
        log.warning("A file of %s bytes came with %s.", size, len(content))
        raise UserError("The file did not come whole. Try again in a minute.")
    return content


def _fetched(address: str, client: WebClient) -> tuple[str, bytes]:
    """Get the content type and the bytes, no more than one too many.

    Where the scope is missing Slack answers with a page to sign in, or leads to it.
    """
    if not is_slacks(address, client.base_url):
        raise StrangeAddress
    # A file's name stands in its address, perhaps as somebody wrote it.
    request = Request(quote(address, safe=RESERVED))  # noqa: S310  # The scheme was looked at.
    request.add_header("Authorization", f"Bearer {client.token}")
    try:
        with build_opener(_Nowhere).open(request, timeout=TIMEOUT) as answer:
            return answer.headers.get_content_type(), answer.read(LARGEST + 1)
    except HTTPError as error:
        if 300 <= error.code < 400:
            return PAGE, b""
        raise


class _Nowhere(HTTPRedirectHandler):
    """Follows no redirect: the request would take the token along."""

    def redirect_request(self, *_: Any) -> None:
        """Leave the answer as it is."""
