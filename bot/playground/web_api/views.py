"""views.*: modals and App Home."""

from __future__ import annotations

from bot.playground.limits import check_live_syntax, check_view
from bot.playground.payloads import view_payload
from bot.playground.state import Json, Trigger, View
from bot.playground.web_api.call import ApiCall, SlackError

TRIGGER_LIVES = 3.0  # seconds
MOST_VIEWS = 3  # modals on top of each other


def open_view(call: ApiCall) -> Json:
    """views.open; closes whatever modals the member had open."""
    payload = _payload(call, "modal")
    trigger = use_trigger(call)
    with call.workspace.lock:
        view = call.workspace.new_view(trigger.member, payload)
        call.workspace.modals[trigger.member] = [view]
        call.workspace.touch()
    return {"view": view_payload(call.slack.app, call.workspace, view)}


def push(call: ApiCall) -> Json:
    """views.push; wants a trigger that a component inside the open modal made."""
    payload = _payload(call, "modal")
    trigger = use_trigger(call)
    with call.workspace.lock:
        stack = call.workspace.modals.get(trigger.member, [])
        if not stack or trigger.view not in [view.id for view in stack]:
            raise SlackError("invalid_trigger_id")
        if len(stack) >= MOST_VIEWS:
            raise SlackError("push_limit_reached")
        view = call.workspace.new_view(trigger.member, payload, previous=stack[-1])
        stack.append(view)
        call.workspace.touch()
    return {"view": view_payload(call.slack.app, call.workspace, view)}


def update(call: ApiCall) -> Json:
    """views.update, by view_id or external_id."""
    view = _open_view(call)
    payload = _payload(call, view.kind, updated=view)
    wanted = call.text("hash")
    if wanted and wanted != view.hash:
        raise SlackError("hash_conflict")
    call.workspace.change_view(view, payload)
    return {"view": view_payload(call.slack.app, call.workspace, view)}


def publish(call: ApiCall) -> Json:
    """views.publish; a Home of its own for each member."""
    member = call.args.get("user_id") or ""
    if not call.slack.app.home_tab:
        raise SlackError("not_enabled")
    if member not in call.workspace.members:
        raise SlackError("user_not_found")
    payload = _payload(call, "home")
    home = call.workspace.homes.get(member)
    wanted = call.text("hash")
    if wanted and home is not None and wanted != home.hash:
        raise SlackError("hash_conflict")
    if home is None:
        home = call.workspace.new_view(member, payload)
        call.workspace.homes[member] = home
        call.workspace.touch()
    else:
        call.workspace.change_view(home, payload)
    return {"view": view_payload(call.slack.app, call.workspace, home)}


def use_trigger(call: ApiCall) -> Trigger:
    """Take the trigger_id that the call names: three seconds old at most, and once."""
    with call.workspace.lock:
        trigger = call.workspace.triggers.get(call.required("trigger_id"))
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if call.slack.clock() - trigger.made_at > TRIGGER_LIVES:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger


def _payload(call: ApiCall, kind: str, updated: View | None = None) -> Json:
    payload = call.structure("view")
    problems = check_view(payload, kind)
    if isinstance(payload, dict):
        problems += check_live_syntax(payload, call.slack.hostile_marks)
    call.accept(problems)
    external = payload.get("external_id")
    if external and _by_external_id(call, external) not in (None, updated):
        raise SlackError("duplicate_external_id")
    return dict(payload)


def _open_view(call: ApiCall) -> View:
    if call.text("view_id"):
        view = call.workspace.view(call.text("view_id"))
    else:
        view = _by_external_id(call, call.required("external_id"))
    if view is None:
        raise SlackError("not_found")
    return view


def _by_external_id(call: ApiCall, external_id: str) -> View | None:
    stacks = [view for stack in call.workspace.modals.values() for view in stack]
    every = stacks + list(call.workspace.homes.values())
    return next((v for v in every if v.payload.get("external_id") == external_id), None)
