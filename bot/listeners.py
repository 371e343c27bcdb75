"""What happens at each door: a payload becomes a Call, its Reply the acknowledgement."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.context.context import BoltContext
from slack_sdk import WebClient

from bot import mentions, refusals, router, trace, visit
from bot.call import Block, Call, File, Later, Message, Modal, Reader, Reply, UserError
from bot.commands import home
from bot.delivery import Delivery, said
from bot.directory import Directory
from bot.forms import Changing, Form, Suggesting, event, importing, profile, searching, takeaway
from bot.recent import Recent
from bot.settings import Settings
from bot.slack import SlackGateway
from bot.views import failures
from bot.views import home as home_view
from bot.visit import Visit, cleaned
from storage import Store
from storage.errors import StorageError
from storage.folding import fold

Payload = dict[str, Any]

FORMS: Mapping[str, Form] = {
    form.CALLBACK_ID: form for form in (takeaway, event, profile, searching, importing)
}


class Listeners:
    """One method for each kind of payload; Bolt gives each what its parameters name."""

    def __init__(
        self, settings: Settings, store: Store, directory: Directory, workers: Executor
    ) -> None:
        self.settings = settings
        self.store = store
        self.directory = directory
        self.workers = workers
        self.delivery = Delivery(workers, self._home)
        self.seen = Recent()

    def command(self, body: Payload, context: BoltContext, client: WebClient) -> BoltResponse:
        """Answer what was typed after the slash command."""
        text = mentions.in_command(cleaned(body.get("text") or ""))
        return self._answer(text, visit.of_command(body, context["team_id"]), client)

    def button(self, body: Payload, context: BoltContext, client: WebClient) -> BoltResponse:
        """Answer a tap as if its value had been typed."""
        text = cleaned(body["actions"][0].get("value") or "")
        return self._answer(text, visit.of_button(body, context["team_id"]), client)

    def other_action(self, body: Payload, context: BoltContext, client: WebClient) -> BoltResponse:
        """Change a form with what was chosen in it; say so where a button is no longer known."""
        came = visit.of_button(cleaned(body), context["team_id"])
        form = _form_of(came)
        action = body["actions"][0]
        if form is not None:
            self._change(form, came, client)
        elif action.get("type") == "button" and action.get("value"):
            reader = self._call("", came, client)[0].reader
            name = reader.command
            old = reader.say(
                "This button is of an older message. {command} is the menu.", command=name
            )
            return refusals.telling(body, old, client.base_url)
        return said()

    def suggestions(self, body: Payload, context: BoltContext, client: WebClient) -> BoltResponse:
        """Give the options for what is being typed in a form; none where that fails."""
        came = visit.of_form(body, context["team_id"])
        form: Any = _form_of(came)
        call, trouble = self._call(str(came.metadata.get("event") or ""), came, client)
        if not hasattr(form, "suggest") or trouble is not None:
            return said({"options": []})
        suggesting: Suggesting = form
        typed = cleaned(body.get("value") or "")
        try:
            options = suggesting.suggest(call, self.store, body.get("block_id", ""), typed)
        except (UserError, StorageError) as error:
            failures.sentence(error, call.reader)
            options = ()
        return said({"options": list(options)[:100]})

    def submission(self, body: Payload, context: BoltContext, client: WebClient) -> BoltResponse:
        """Save a form and close it; where that fails it stays open and says so."""
        came = visit.of_form(cleaned(body), context["team_id"])
        view = came.view or {}
        call, trouble = self._call("", came, client)
        try:
            reply = self._submit(call, trouble, view)
        except Exception as error:  # noqa: BLE001  # The form stays open, nothing typed is lost.
            field = error.field if isinstance(error, UserError) else None
            return refusals.staying_open(view, failures.sentence(error, call.reader), field)
        reply = router.patient(reply, call, self.store)
        reply = self._keeping_home(reply, lambda: self._renew_home(came, client), came)
        return self.delivery.after_form(reply, call, came, client)

    def closed(self) -> BoltResponse:
        """Take note of a form that was closed."""
        return said()

    def log_session(self, body: Payload, context: BoltContext, client: WebClient) -> BoltResponse:
        """Open the form from the global shortcut."""
        return self._answer("add", visit.of_shortcut(body, context["team_id"]), client)

    def save_as_takeaway(
        self, body: Payload, context: BoltContext, client: WebClient
    ) -> BoltResponse:
        """Open the form with a message's text."""
        came = visit.of_shortcut(body, context["team_id"])
        message = cleaned(body["message"])
        domain = str((body.get("team") or {}).get("domain") or "")

        def opened(call: Call) -> Reply:
            return takeaway.open_with_message(call, self.store, message, domain)

        return self._serve(opened, mentions.in_message(message), came, client)

    def home(self, event: Payload, context: BoltContext, client: WebClient) -> BoltResponse:
        """Show Home; the acknowledgement doesn't wait for it."""
        if event.get("tab", "home") == "home":
            came = replace(visit.of_event(event, context["team_id"]), door="home")
            self.workers.submit(self._open_home, came, client)
        return said()

    def direct_message(
        self, body: Payload, event: Payload, context: BoltContext, client: WebClient
    ) -> BoltResponse:
        """Answer what was typed to the bot in its own DM; Slack may deliver it twice."""
        # What comes with a file is typed too.
        by_hand = event.get("subtype") in (None, "", "file_share")
        typed = event.get("channel_type") == "im" and by_hand
        if typed and not event.get("bot_id") and self.seen.first_time(body.get("event_id")):
            came = visit.of_event(event, context["team_id"])
            self.workers.submit(self._answer_message, cleaned(event), came, client)
        return said()

    def _answer(self, text: str, came: Visit, client: WebClient) -> BoltResponse:
        trace.called(trace.OTHER)

        def answered(call: Call) -> Reply:
            return router.answer(text, call, self.store)

        return self._serve(answered, text, came, client)

    def _serve(
        self, work: Callable[[Call], Reply], typed: str, came: Visit, client: WebClient
    ) -> BoltResponse:
        call, trouble = self._call(typed, came, client)
        if trouble is None:
            reply = router.served(lambda: work(call), call, self.store, typed)
        else:
            reply = router.failed(trouble, call, self.store, typed)
        name = router.named(typed)
        if name == "forget-me":
            # Nothing of the person is read any more, nor remembered: this call knows enough.
            empty = partial(self.delivery.publish_home, call, client)
            reply = self._keeping_home(reply, empty, came)
        elif name not in router.READING:
            reply = self._keeping_home(reply, lambda: self._renew_home(came, client), came)
        return self.delivery.reply(reply, call, came, client)

    def _answer_message(self, event: Payload, came: Visit, client: WebClient) -> None:
        """Read a message as if the command stood before it, or with it."""
        text = mentions.in_message(event).strip()
        first, *others = text.split(maxsplit=1) or [""]
        if fold(first) == self.settings.command:
            text = others[0] if others else ""
        self._answer(text, came, client)

    def _keeping_home(self, reply: Reply, show: Callable[[], None], came: Visit) -> Reply:
        """Have Home shown anew once a reply is made; nobody waits for it."""
        if isinstance(reply, Modal) or came.from_home:
            return reply
        if not isinstance(reply, Later):
            self.workers.submit(show)
            return reply
        work = reply.work

        def working() -> Message | File:
            done = work()
            self.workers.submit(show)
            return done

        return replace(reply, work=working)

    def _open_home(self, came: Visit, client: WebClient) -> None:
        # Known before it is shown: what changes while it is being shown is shown too.
        with suppress(StorageError):
            self.store.homes.opened(came.who)
        self._publish(came, client)

    def _renew_home(self, came: Visit, client: WebClient) -> None:
        """Show Home as it is now to whoever has ever opened it."""
        with suppress(StorageError):
            if self.store.homes.is_open(came.who):
                self._publish(came, client)

    def _publish(self, came: Visit, client: WebClient) -> None:
        # Where the database was away, Home says so, or is read after all.
        call, _ = self._call("", came, client)
        self.delivery.publish_home(call, client)

    def _home(self, call: Call) -> Block:
        try:
            return home.show(call, self.store)
        except Exception as error:  # noqa: BLE001  # Whatever it is, Home says so.
            return home_view.of_sentence(failures.sentence(error, call.reader))

    def _submit(self, call: Call, trouble: Exception | None, view: Payload) -> Reply:
        form = FORMS.get(view.get("callback_id", ""))
        trace.called(form.CALLBACK_ID if form else trace.OTHER)
        if trouble is not None:
            raise trouble
        if form is None:
            raise UserError("This form is of an older version: copy your text and open it anew.")
        return form.submit(call, self.store, view)

    def _change(self, form: Any, came: Visit, client: WebClient) -> None:
        call, trouble = self._call("", came, client)
        if trouble is not None or not hasattr(form, "update"):
            return
        changing: Changing = form
        changed = changing.update(call, self.store, came.view or {})
        if changed is not None:
            self.delivery.change_form(changed, came, client)

    def _call(self, text: str, came: Visit, client: WebClient) -> tuple[Call, Exception | None]:
        """Make the Call; where the database fails, in the language that memory has."""
        team_id, user_id = came.who.team_id, came.who.user_id
        gateway = SlackGateway(self.directory, team_id, client.token or "", self.settings.api_url)
        trouble = None
        try:
            person = gateway.person(user_id)
            language = self.store.people.language(came.who) or person.language
            timezone = person.timezone
        except StorageError as error:
            known = self.directory.remembered(team_id, user_id)
            language = known.language if known else "en"
            timezone = known.timezone if known else self.settings.timezone
            trouble = error
        reader = Reader(language, timezone, self.settings.command)
        call = Call(came.who, reader, gateway, "", text, came.door, came.channel_id)
        return call, trouble


def _form_of(came: Visit) -> Form | None:
    return FORMS.get((came.view or {}).get("callback_id", ""))
