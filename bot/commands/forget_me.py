"""`/session forget-me`: deletes all that is mine, once I confirmed it, and says what went."""

from bot.call import Call, Reply, UserError
from bot.locale import N_
from bot.views import forgetting
from storage import Store
from storage.folding import fold

NAME = "forget-me"
ALIASES: tuple[str, ...] = ()
SUMMARY = N_("deletes all that is yours here, once you confirmed it")
SYNTAX = "{command} forget-me"
EXAMPLE = "{command} forget-me"
HIDDEN = False

# What the button of the question types.
CONFIRMED = ("yes", "はい")


def run(call: Call, store: Store) -> Reply:
    """Ask first, with what would go; with the answer of the question's button, delete."""
    asked = fold(call.text)
    if asked in CONFIRMED:
        # First what waits to be written down, so that it does not come after the deletion.
        call.slack.forget(call.who.user_id)
        return forgetting.forgotten(store.forgetting.forget(call.who), call.reader)
    if asked:
        raise UserError(
            "{command} forget-me deletes what is yours, all of it, and takes no words. "
            "To delete one takeaway, type {command} delete X.",
            command=call.reader.command,
        )
    mine = forgetting.Mine(
        takeaways=store.takeaways.mine(call.who, limit=1).total or 0,
        profile=store.people.profile(call.who) is not None,
        watched=len(store.watching.list(call.who)),
    )
    return forgetting.question(mine, f"{NAME} {CONFIRMED[0]}", call.reader)
