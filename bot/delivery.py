"""How an answer reaches the person: by the acknowledgement, a link, a modal, Home or a message."""

import json
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from threading import Lock
from typing import Any

from slack_bolt import BoltResponse
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot import telling, trace, uploading
from bot.addresses import takes_answers
from bot.call import Block, Button, Call, File, Later, Message, Modal, Reply
from bot.slack_failures import FAILURES, reason
from bot.telling import Where
from bot.trust import certificates
from bot.views import blocks
from bot.visit import Visit

log = logging.getLogger(__name__)

WAIT = 2  # seconds for one answer to Slack; a trigger lives three
TURNS = 32  # people whose Homes are shown at the same time
METADATA = 3000  # characters of private_metadata

Home = Callable[[Call], Block]


def said(body: dict[str, Any] | None = None) -> BoltResponse:
    """Acknowledge, with a body or without."""
    return BoltResponse(status=200, body=body if body is not None else "")


class Delivery:
    """Brings replies to people; what takes longer than Slack waits is done on `workers`."""

    def __init__(self, workers: Executor, home: Home) -> None:
        self.workers = workers
        self.home = home
        self._turns = [Lock() for _ in range(TURNS)]

    def reply(self, reply: Reply, call: Call, visit: Visit, client: WebClient) -> BoltResponse:
        """Answer a command or a button; gives the acknowledgement."""
        match reply:
            case Later():
                acknowledged = self.reply(reply.first, call, visit, client)
                self.workers.submit(self._afterwards, reply, call, visit, client)
                return acknowledged
            case Modal():
                return self._form(reply, call, visit, client)
            case File():
                self.workers.submit(self._file, reply, call, visit, client)
                return said()
            case Message() if visit.door == "slash":
                return said(_ephemeral(reply))
            case Message():
                self._message(reply, call, visit, client)
                return said()

    def after_form(self, reply: Reply, call: Call, visit: Visit, client: WebClient) -> BoltResponse:
        """Answer a submitted form: it closes, and the answer comes where it was opened."""
        match reply:
            case Modal():
                view = _carrying(reply.view, visit)
                return said({"response_action": "update", "view": view})
            case Later():
                self.workers.submit(self._in_turn, reply, call, visit, client)
            case File():
                self.workers.submit(self._file, reply, call, visit, client)
            case Message():
                self.workers.submit(self._arrive, reply, call, visit, client)
        if (visit.view or {}).get("previous_view_id"):
            # What lies below shows how things stood before.
            return said({"response_action": "clear"})
        return said()

    def change_form(self, form: Modal, visit: Visit, client: WebClient) -> None:
        """Put a form in place of what it was, unless it changed since."""
        under = visit.view or {}
        view = _carrying(form.view, visit)
        try:
            client.views_update(view_id=under["id"], hash=under.get("hash"), view=view)
        except FAILURES as error:
            log.warning("A form was not changed: %s.", reason(error))

    def publish_home(self, call: Call, client: WebClient, above: tuple[Block, ...] = ()) -> None:
        """Show Home anew, below the answer to what was done there."""
        # What is read later is also shown later, whichever thread is faster.
        with self._turns[hash(call.who) % len(self._turns)]:
            view = self.home(call)
            if above:
                view = view | {"blocks": [*above, blocks.divider(), *view["blocks"]][:100]}
            try:
                client.views_publish(user_id=call.who.user_id, view=view)
            except FAILURES as error:
                log.warning("Home was not shown: %s.", reason(error))

    def _form(self, reply: Modal, call: Call, visit: Visit, client: WebClient) -> BoltResponse:
        view = _carrying(reply.view, visit)
        if not visit.trigger_id:
            # A message to the bot gives no right to open a form; a tap does.
            self._message(_tap_to_open(call), call, visit, client)
            return said()
        opened = client.views_push if visit.in_modal else client.views_open
        try:
            opened(trigger_id=visit.trigger_id, view=view)
        except FAILURES as error:
            why = reason(error)
            log.warning("A form was not opened: %s.", why)
            trace.came_to("failed")
            late = _not_allowed(call) if why == "missing_scope" else _tap_to_open(call, late=True)
            if visit.door == "slash":
                return said(_ephemeral(late))
            self._message(late, call, visit, client)
        return said()

    def _in_turn(self, later: Later, call: Call, visit: Visit, client: WebClient) -> None:
        self._arrive(later.first, call, visit, client)
        self._afterwards(later, call, visit, client)

    def _afterwards(self, later: Later, call: Call, visit: Visit, client: WebClient) -> None:
        reply = later.work()
        if isinstance(reply, File):
            self._file(reply, call, visit, client)
        else:
            self._arrive(reply, call, visit, client)

    def _file(self, file: File, call: Call, visit: Visit, client: WebClient) -> None:
        """Bring a file into the person's DM; where Slack does not take it, say so there."""
        dm = visit.channel_id if visit.door == "dm" else None
        try:
            uploading.send(file, dm or call.who.user_id, client, call.reader)
        except FAILURES as error:
            log.warning("A file was not sent: %s.", reason(error))
            told = uploading.refused(reason(error), file.title, call.reader)
            self._arrive(told, call, visit, client)

    def _message(self, reply: Message, call: Call, visit: Visit, client: WebClient) -> None:
        if visit.view is None:
            self._arrive(reply, call, visit, client)
            return
        self._in_modal(reply, call, visit, client)
        if visit.from_home:
            self.workers.submit(self.publish_home, call, client)

    def _in_modal(self, reply: Message, call: Call, visit: Visit, client: WebClient) -> None:
        """Show the answer to a button of Home or of a modal as a modal."""
        view = _carrying(_shown(reply, call), visit)
        under = visit.view or {}
        try:
            if under.get("callback_id") == "message":
                client.views_update(view_id=under["id"], view=view)
            elif visit.in_modal:
                client.views_push(trigger_id=visit.trigger_id or "", view=view)
            else:
                client.views_open(trigger_id=visit.trigger_id or "", view=view)
        except FAILURES as error:
            log.warning("An answer was not shown in a modal: %s.", reason(error))
            telling.in_dm(reply, call.who.user_id, client)

    def _arrive(self, reply: Message, call: Call, visit: Visit, client: WebClient) -> None:
        """Bring a message where the visit began: its link, Home, else the person's DM."""
        if visit.in_thread and not reply.public and not (visit.private and reply.replaces):
            # A response_url knows a thread only for what everybody may see.
            where = Where(visit.channel_id or "", visit.thread or "")
            if telling.in_thread(reply, where, call.who.user_id, client):
                return
        if visit.response_url:
            if respond(visit.response_url, reply, client.base_url, replace=visit.private):
                return
        elif visit.from_home:
            self.publish_home(call, client, reply.blocks)
            return
        channel = visit.channel_id if visit.door == "dm" and visit.channel_id else None
        telling.in_dm(reply, channel or call.who.user_id, client)


def _ephemeral(reply: Message) -> dict[str, Any]:
    seen = "in_channel" if reply.public else "ephemeral"
    return {"response_type": seen, "text": reply.text, "blocks": list(reply.blocks)}


def respond(url: str, reply: Message, api_url: str, *, replace: bool) -> bool:
    """Send the message to a response_url; tells whether Slack took it."""
    if not takes_answers(url, api_url):
        log.warning("An answer was to go to an address that is none of Slack's.")
        return False
    body = _ephemeral(reply) | {"replace_original": replace and reply.replaces}
    try:
        client = WebhookClient(url, timeout=WAIT, ssl=certificates(), retry_handlers=[])
        answer = client.send_dict(body)
    except FAILURES as error:
        log.warning("An answer did not arrive: %s.", reason(error))
        return False
    if answer.status_code != 200:
        log.warning("An answer was refused with status %s.", answer.status_code)
    return answer.status_code == 200


def _carrying(view: Block, visit: Visit) -> Block:
    """Give the view what its submission has to know: where the answer goes."""
    own = json.loads(view.get("private_metadata") or "{}")
    joined = json.dumps(visit.carried() | own, ensure_ascii=False)
    return view | {"private_metadata": joined}


def _shown(reply: Message, call: Call) -> Block:
    return {
        "type": "modal",
        "callback_id": "message",
        "title": blocks.plain(call.reader.say("Session takeaways"), 24),
        "close": blocks.plain(call.reader.say("Close"), 24),
        "blocks": list(reply.blocks),
    }


def _not_allowed(call: Call) -> Message:
    # Slack may refuse a form for a field in it: the one for a file needs files:read.
    said = call.reader.say(
        "Slack did not open the form: the bot lacks a permission for it. An admin has to install"
        " it anew."
    )
    return blocks.message([blocks.section(said)])


def _tap_to_open(call: Call, *, late: bool = False) -> Message:
    reader = call.reader
    if call.door == "shortcut":
        again = reader.say("Slack did not open the form in time. Use the shortcut again.")
        return blocks.message([blocks.section(again)])
    why = reader.say("Slack did not open the form in time.") if late else ""
    typed = f"{call.name} {call.text}".strip()
    return blocks.message(
        [
            blocks.section(reader.together([why, reader.say("Tap to open the form.")])),
            blocks.actions(Button(reader.say("Open the form"), typed, "primary")),
        ]
    )
