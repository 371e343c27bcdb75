"""A Slack workspace on this machine, behind `demo` and the tests; it runs any Bolt app.

It knows the app by HTTP or Socket Mode alone, so it imports nothing else of `bot`.
"""

from bot.playground.controls import Clock, Controls
from bot.playground.delivery import Answer, SignedRequest, to_url, to_wsgi
from bot.playground.fields import CannotDo
from bot.playground.oauth import CannotAsk
from bot.playground.person import Outcome, Person
from bot.playground.seen import Button, Form, Home, Seen
from bot.playground.service import LocalSlack
from bot.playground.state import Channel, Member, Message, Refusal
from bot.playground.team import demo_team
from bot.playground.workspace import Workspace

__all__ = [
    "Answer",
    "Button",
    "CannotAsk",
    "CannotDo",
    "Channel",
    "Clock",
    "Controls",
    "Form",
    "Home",
    "LocalSlack",
    "Member",
    "Message",
    "Outcome",
    "Person",
    "Refusal",
    "Seen",
    "SignedRequest",
    "Workspace",
    "demo_team",
    "to_url",
    "to_wsgi",
]
