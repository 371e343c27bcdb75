"""A file's way into a person's DM: a message, then the upload below it."""

import logging
from typing import Any

from slack_sdk import WebClient

from bot.call import File, Message, Reader
from bot.slack_failures import FAILURES, reason
from bot.trust import certificates
from bot.views import blocks

log = logging.getLogger(__name__)

TIMEOUT = 30  # seconds for each of an upload's three requests
ALT = 1000  # characters


def send(file: File, to: str, client: WebClient, reader: Reader) -> None:
    """Post the message to a person or a DM, then the file; once, without any retry.

    Slack shares a file by the id of a conversation only, which the message's answer tells. Where
    the file is refused, the message says so instead.

    Raises:
        FAILURES: The message was not taken.
    """
    patient = WebClient(
        client.token,
        base_url=client.base_url,
        timeout=TIMEOUT,
        ssl=certificates(),
        retry_handlers=[],
    )
    posted = patient.chat_postMessage(channel=to, **_content(file.message))
    channel, ts = str(posted["channel"]), str(posted["ts"])
    try:
        patient.files_upload_v2(
            channel=channel,
            filename=file.name,
            content=file.content,
            title=file.title,
            alt_txt=blocks.fit(file.alt, ALT) or None,
        )
    except FAILURES as error:
        why = reason(error)
        log.warning("A file was not taken: %s.", why)
        told = refused(why, file.title, reader)
        patient.chat_update(channel=channel, ts=ts, **_content(told))


def refused(why: str, title: str, reader: Reader) -> Message:
    """Say that a file did not arrive; `why` is Slack's word for it."""
    said = [reader.say("“{title}” did not arrive.", title=title)]
    match why:
        case "missing_scope":
            said.append(reader.say("The bot may not send files: an admin has to install it anew."))
        case "storage_limit_reached":
            said.append(reader.say("The workspace's storage is full: an admin has to make room."))
        case _:
            said.append(reader.say("Slack said: {reason}. Try again in a minute.", reason=why))
    return blocks.message([blocks.section(reader.together(said))])


def _content(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)}
