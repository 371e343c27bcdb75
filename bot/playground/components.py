"""Buttons, fields and forms in a window: what pressing, filling and sending them does."""

from __future__ import annotations

from typing import Any

from bot.playground import answers, payloads
from bot.playground.fields import KEYS, CannotDo, complaints, find_element, state_of, values_of
from bot.playground.state import Json, Message, View
from bot.playground.window import Place, Window


class ConfirmFirst(CannotDo):
    """The element asks for a confirmation before it does anything; `dialog` is what it asks."""

    def __init__(self, dialog: Json) -> None:
        super().__init__(dialog["text"]["text"])
        self.dialog = dialog


class Components(Window):
    """A window whose messages and views can be used."""

    def put(self, place: Place, block_id: str, action_id: str, given: Any) -> Json:
        """Put something into a field without telling the app, as typing does."""
        _, element = find_element(self._blocks(place), action_id, block_id)
        if element["type"] not in KEYS:
            raise CannotDo(f"nothing can be put into a {element['type']}")
        state = state_of(self.workspace, element, given)
        self._states(place).setdefault(block_id, {})[action_id] = state
        self.workspace.touch()
        return state

    def press(
        self,
        place: Place,
        block_id: str,
        action_id: str,
        given: Any = None,
        confirmed: bool = False,
    ) -> None:
        """Press a button, or choose in a select; the app is told where Slack tells it."""
        block, element = find_element(self._blocks(place), action_id, block_id)
        if "confirm" in element and not confirmed:
            raise ConfirmFirst(element["confirm"])
        state = self._pressed(place, block_id, element, given)
        if block["type"] == "input" and not block.get("dispatch_action"):
            return
        self._send_action(place, block_id, element, state)

    def press_seen(self, place: Place, block_id: str, button: Json) -> None:
        """Press a button as it was seen, also where it has changed in the meantime."""
        self._blocks(place)
        self._send_action(place, block_id, button, {})

    def suggest(self, place: Place, block_id: str, action_id: str, query: str) -> Json:
        """The options, or option_groups, that the app offers for what was typed so far."""
        _, element = find_element(self._blocks(place), action_id, block_id)
        nothing: Json = {"options": []}
        if len(query) < element.get("min_query_length", 3):
            return nothing
        payload = self._interaction("block_suggestion") | self._context(place)
        payload |= {"action_id": action_id, "block_id": block_id, "value": query}
        body, error = self._send(payload)
        return nothing if error else body

    def _pressed(self, place: Place, block_id: str, element: Json, given: Any) -> Json:
        if element["type"] == "overflow":
            options = element["options"]
            chosen = [o for o in options if given in (o, o.get("value"), o["text"]["text"])]
            if not chosen:
                raise CannotDo(f"{given!r} is not in the menu")
            return {"selected_option": chosen[0]}
        if element["type"] not in KEYS:
            return {}
        return self.put(place, block_id, element["action_id"], given)

    def _send_action(self, place: Place, block_id: str, element: Json, state: Json) -> None:
        action = payloads.action(element, block_id, state, self.workspace.next_ts())
        payload = self._interaction("block_actions") | self._context(place)
        modal = place if isinstance(place, View) and place.kind == "modal" else None
        trigger = self.workspace.new_trigger(self.member.id, modal.id if modal else None)
        payload |= {"trigger_id": trigger.id, "actions": [action]}
        if isinstance(place, Message):
            url = self.workspace.new_response_url(self.member.id, place, place.channel)
            payload["response_url"] = self._address(url)
        place.trouble = None
        _, error = self._send(payload)
        if error:
            place.trouble = answers.TROUBLE
            if isinstance(place, Message):
                place.revision = self.workspace.touch()
            self.workspace.touch()

    # Modals

    def submit(self, view: View) -> None:
        """Send a form; Slack's own complaints come first, and then nothing is sent."""
        self._on_top(view)
        values = values_of(view.payload["blocks"], view.values)
        view.errors, view.trouble = complaints(view.payload["blocks"], values), None
        self.workspace.touch()
        if view.errors:
            return
        payload = self._interaction("view_submission")
        trigger = self.workspace.new_trigger(self.member.id, view.id)
        payload |= {
            "trigger_id": trigger.id,
            "view": self._view(view),
            "response_urls": self._response_urls(view, values),
        }
        outcome = self._send(payload, answers.input_ids(view))
        answers.take_submission(self.workspace, view, outcome)

    def close(self, view: View, everything: bool = False) -> None:
        """Close a modal, with `everything` the ones below it too; the app hears if it asked to."""
        stack = self._on_top(view)
        cleared = everything or view.payload.get("clear_on_close", False)
        gone = list(reversed(stack)) if cleared else [view]
        with self.workspace.lock:
            for closed in gone:
                stack.remove(closed)
            self.workspace.touch()
        for closed in gone:
            if closed.payload.get("notify_on_close"):
                payload = self._interaction("view_closed")
                self._send(payload | {"view": self._view(closed), "is_cleared": cleared})

    def _on_top(self, view: View) -> list[View]:
        stack = self.workspace.modals.get(self.member.id, [])
        if not stack or stack[-1] is not view:
            raise CannotDo("this modal is not on top")
        return stack

    def _response_urls(self, view: View, values: dict[str, dict[str, Json]]) -> list[Json]:
        found = []
        for block in view.payload["blocks"]:
            element = block.get("element") or {}
            if not element.get("response_url_enabled"):
                continue
            block_id, action_id = block["block_id"], element["action_id"]
            state = values[block_id][action_id]
            channel = state.get("selected_conversation") or state.get("selected_channel")
            if channel is None:
                continue
            url = self.workspace.new_response_url(self.member.id, None, channel)
            found.append(
                {
                    "block_id": block_id,
                    "action_id": action_id,
                    "channel_id": channel,
                    "response_url": self._address(url),
                }
            )
        return found
