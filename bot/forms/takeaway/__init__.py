"""The form of a takeaway: to log a session, to edit what is stored, to keep a message.

The doors of `bot/app.py`:

- `open_empty(call, store)`: `add` without text, the global shortcut, Home's button.
- `open_with_message(call, store, message, domain)`: the message shortcut.
- `open_with_text(call, store, text)`: a refused text.
- `open_stored(call, store, session)`: `edit` and Add notes.
- `suggest(call, store, block_id, typed)`: the options of the `session` select.
- `update(call, store, view)`: a block_actions of `session` (the select dispatches its choice);
  the Modal's view goes to `views.update` with the `view_id` and `hash` of the payload's view.
- `submit(call, store, view)`: the Message that says what was saved; a `UserError` keeps the form
  open, with the sentence at its `field`, else at `session`.
"""

from bot.forms.takeaway.choosing import suggest, update
from bot.forms.takeaway.drawing import CALLBACK_ID
from bot.forms.takeaway.opening import open_empty, open_stored, open_with_message, open_with_text
from bot.forms.takeaway.saving import submit

__all__ = [
    "CALLBACK_ID",
    "open_empty",
    "open_stored",
    "open_with_message",
    "open_with_text",
    "submit",
    "suggest",
    "update",
]
