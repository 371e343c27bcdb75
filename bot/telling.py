"""Messages for one person alone: in their DM with the bot, or in the thread where they tapped."""

import logging
from dataclasses import dataclass

from slack_sdk import WebClient

from bot import trace
from bot.call import Message
from bot.slack_failures import FAILURES, reason

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Where:
    """A thread of a channel."""

    channel_id: str
    thread: str


def in_dm(message: Message, channel_id: str, client: WebClient) -> None:
    """Post to a DM, which a person's id names as well."""
    try:
        client.chat_postMessage(
            channel=channel_id,
            text=message.text,
            blocks=list(message.blocks),
            unfurl_links=False,
        )
    except FAILURES as error:
        # Without the person's id: who is forgotten is not to be found in the log.
        log.warning("A direct message was not sent: %s.", reason(error))
        trace.came_to("failed")


def in_thread(message: Message, where: Where, user_id: str, client: WebClient) -> bool:
    """Post to one person in a thread; tells whether Slack took it, as it does where the bot is in.

    Slack shows it only in a thread that has replies.
    """
    try:
        client.chat_postEphemeral(
            channel=where.channel_id,
            user=user_id,
            thread_ts=where.thread,
            text=message.text,
            blocks=list(message.blocks),
        )
    except FAILURES as error:
        log.info("An answer goes to the channel, not to its thread: %s.", reason(error))
        return False
    return True
