"""Who a rater is: the profile as others read it, and what is said once it is saved."""

from dataclasses import dataclass

from bot.call import Block, Button, Message, Reader
from bot.views import blocks
from bot.views.room import pages, parts
from bot.views.sessions import Listing, row, turns
from storage.records import Profile

PERSON = 80  # UTF-16 units of a person's name
LINE = 200


def labels(reader: Reader) -> dict[str, str]:
    """The name of each field, in the order of the form."""
    return {
        "role": reader.say("Role"),
        "company": reader.say("Company"),
        "tech": reader.say("Tech I use"),
        "certifications": reader.say("Certifications"),
        "interests": reader.say("Interests"),
        "about": reader.say("About"),
    }


@dataclass(frozen=True, slots=True)
class Portrait:
    """Whom to show: `own` is the reader's, `takeaways` how many the person has, `page` from 1."""

    profile: Profile
    name: str
    takeaways: int
    own: bool
    page: int = 1


def shown(portrait: Portrait, reader: Reader) -> Message:
    """A profile whole, on as many pages as it needs."""
    profile, name = portrait.profile, portrait.name
    found = pages(_fields(profile, reader))
    page = min(portrait.page, len(found))
    listing = Listing(name, f"profile <@{profile.user}>", "", page, 1)
    count = reader.say_many("{count} takeaway", "{count} takeaways", portrait.takeaways)
    buttons = turns(listing, reader, more=page < len(found))
    buttons += _buttons(portrait, reader)
    nothing = [] if any(found) else [blocks.section(_nothing(reader, own=portrait.own))]
    return blocks.message(
        [
            blocks.header(blocks.fit(name, PERSON)),
            blocks.context(count),
            *nothing,
            *found[page - 1],
            *row(buttons),
        ]
    )


def saved(profile: Profile, reader: Reader) -> Message:
    """The line that stands beside the person's takeaways from now on."""
    line = blocks.fit(profile.line, LINE)
    said = (
        reader.say("Your profile is saved. Beside your takeaways stands: {line}", line=line)
        if line
        else reader.say("Your profile is saved. It has neither role nor company, so that nothing"
                        " stands beside your takeaways.")
    )  # fmt: skip
    buttons = [
        Button(reader.say("Show it"), f"profile <@{profile.user}>"),
        Button(reader.say("Edit it"), "profile"),
    ]
    return blocks.message([blocks.section(said), blocks.actions(*buttons)])


def _fields(profile: Profile, reader: Reader) -> list[Block]:
    told: list[Block] = []
    for name, label in labels(reader).items():
        value = getattr(profile, name)
        if not value.strip():
            continue
        first, *others = [part for part in parts(value) if part.strip()]
        between = "\n" if name == "about" else ": "
        heading = blocks.words(label + between, bold=True)
        told.append(blocks.paragraph(heading, blocks.words(first)))
        told += [blocks.paragraph(blocks.words(part)) for part in others]
    return told


def _nothing(reader: Reader, *, own: bool) -> str:
    if own:
        return reader.say("Nothing yet. Your role says others much about your ratings.")
    return reader.say("Nothing is known of this person yet.")


def _buttons(portrait: Portrait, reader: Reader) -> list[Button]:
    if portrait.own:
        edit = Button(reader.say("Edit my profile"), "profile", "primary")
        return [edit, *([Button(reader.say("My takeaways"), "mine")] if portrait.takeaways else [])]
    best = f"top event:all by:<@{portrait.profile.user}>"
    return [Button(reader.say("What they rate best"), best)] if portrait.takeaways else []
