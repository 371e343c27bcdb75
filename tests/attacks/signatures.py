"""What Slack did not sign, or not like this, or not now."""

import time
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from tests.attacks.door import Attack, Pieces, command
from tests.wire import FORM, JSON, request, signed

BODY = urlencode(command()).encode()
SIGNATURE, TIMESTAMP = "X-Slack-Signature", "X-Slack-Request-Timestamp"
DENIED = (401,)

STATED: dict[str, dict[str, str]] = {
    "an empty signature": {SIGNATURE: ""},
    "a signature of one digit": {SIGNATURE: "v0=0"},
    "a signature of zeros": {SIGNATURE: f"v0={'0' * 64}"},
    "a signature of letters that are no digits": {SIGNATURE: f"v0={'g' * 64}"},
    "a signature of accents": {SIGNATURE: f"v0={'é' * 64}"},
    "a signature of 10,000 digits": {SIGNATURE: f"v0={'0' * 10_000}"},
    "a signature of another version alone": {SIGNATURE: "v1="},
    "a signature that is a format": {SIGNATURE: "%s%n{0}"},
    "a signature that is a query": {SIGNATURE: "' OR 1=1 --"},
    "an empty time": {TIMESTAMP: ""},
    "a time that is a word": {TIMESTAMP: "now"},
    "a time with a fraction": {TIMESTAMP: f"{time.time()}"},
    "a time as a power": {TIMESTAMP: "1e9"},
    "a time in base sixteen": {TIMESTAMP: "0x6a000000"},
    "a time below zero": {TIMESTAMP: "-1"},
    "a time with a sign": {TIMESTAMP: f"+{int(time.time())}"},
    "a time with underscores": {TIMESTAMP: "1_700_000_000"},
    "a time in Arabic digits": {TIMESTAMP: "².³"},
    "a time of forty digits": {TIMESTAMP: "9" * 40},
    "a time of 5,000 digits": {TIMESTAMP: "1" * 5_000},
    "a time that is no number": {TIMESTAMP: "NaN"},
    "a time without end": {TIMESTAMP: "Infinity"},
    "two times in one": {TIMESTAMP: f"{int(time.time())}, {int(time.time())}"},
    "the year zero": {TIMESTAMP: "0"},
}


def _changed(change: Callable[[str], str]) -> Callable[[str], bytes]:
    def write(secret: str) -> bytes:
        headers = signed(secret, BODY)
        return request(BODY, headers | {SIGNATURE: change(headers[SIGNATURE])})

    return write


def _stating(stated: dict[str, str]) -> Pieces:
    return lambda secret: request(BODY, signed(secret, BODY) | stated)


def _later(seconds: float) -> Pieces:
    return lambda secret: request(BODY, signed(secret, BODY, at=time.time() + seconds))


def _signing(body: bytes) -> Pieces:
    return lambda secret: request(BODY, signed(secret, body))


CHANGED: dict[str, Callable[[str], str]] = {
    "its signature cut by a digit": lambda signature: signature[:-1],
    "its signature with a digit more": lambda signature: signature + "0",
    "its signature in capitals": lambda signature: signature.upper(),
    "its signature without a version": lambda signature: signature.removeprefix("v0="),
    "its signature in another version": lambda signature: signature.replace("v0", "v1"),
    "its signature with another last digit": lambda signature: (
        signature[:-1] + ("0" if signature[-1] != "0" else "1")
    ),
    "its signature in quotes": lambda signature: f'"{signature}"',
    "its signature twice in one": lambda signature: f"{signature}, {signature}",
    "its signature behind another": lambda signature: f"v0={'0' * 64},{signature}",
}


def attacks() -> Iterator[Attack]:
    """Everything about who signed and when."""
    for name, stated in STATED.items():
        yield Attack(name, _stating(stated), DENIED)
    for name, change in CHANGED.items():
        yield Attack(name, _changed(change), DENIED)
    for seconds in (-301, -3600, -86_400 * 365, 301 + 5, 3600):
        yield Attack(f"a good signature of {seconds} seconds from now", _later(seconds), DENIED)
    yield from _of_something_else()
    yield from _in_headers()


def _of_something_else() -> Iterator[Attack]:
    other = urlencode(command("top")).encode()
    for name, body in {
        "a good signature of another body": other,
        "a good signature of the body without its end": BODY[:-1],
        "a good signature of the body with a line more": BODY + b"\n",
        "a good signature of nothing": b"",
    }.items():
        yield Attack(name, _signing(body), DENIED)
    yield Attack("another secret", lambda secret: request(BODY, signed(secret + "x", BODY)), DENIED)
    yield Attack("an empty secret", lambda _: request(BODY, signed("", BODY)), DENIED)
    yield Attack("nobody's signature", lambda _: request(BODY, {"Content-Type": FORM}), DENIED)
    yield Attack("nobody's JSON", lambda _: request(b"{}", {"Content-Type": JSON}), DENIED)
    yield Attack(
        "nobody's question whether it is there",
        lambda _: request(
            b'{"type":"url_verification","challenge":"canary-that-nobody-may-log"}',
            {"Content-Type": JSON},
        ),
        DENIED,
    )
    yield Attack(
        "nobody's check of the certificate",
        lambda _: request(b"ssl_check=1", {"Content-Type": FORM}),
        DENIED,
    )
    yield Attack(
        "nobody's event that comes again",
        lambda _: request(BODY, {"Content-Type": JSON, "X-Slack-Retry-Num": "1"}),
        DENIED,
    )
    yield Attack(
        "the token of old times",
        lambda _: request(b"token=old&" + BODY, {"Content-Type": FORM, "Authorization": "old"}),
        DENIED,
    )


def _in_headers() -> Iterator[Attack]:
    def without(name: str) -> Callable[[str], bytes]:
        return lambda secret: request(
            BODY, {key: value for key, value in signed(secret, BODY).items() if key != name}
        )

    def renamed(name: str, to: str) -> Callable[[str], bytes]:
        return lambda secret: request(
            BODY,
            {to if key == name else key: value for key, value in signed(secret, BODY).items()},
        )

    def twice(name: str) -> Callable[[str], bytes]:
        return lambda secret: request(
            BODY, signed(secret, BODY) | {name.lower(): signed(secret, BODY)[name]}
        )

    def in_address(secret: str) -> bytes:
        stated = urlencode(signed(secret, BODY))
        return request(BODY, {"Content-Type": FORM}, f"POST /slack/events?{stated} HTTP/1.1")

    for name in (SIGNATURE, TIMESTAMP):
        yield Attack(f"without {name}", without(name), DENIED)
        yield Attack(f"{name} with underscores", renamed(name, name.replace("-", "_")), DENIED)
        yield Attack(f"{name} twice", twice(name), DENIED)
        yield Attack(f"{name} behind X-Forwarded", renamed(name, f"X-Forwarded-{name}"), DENIED)
        yield Attack(f"{name} with a space in its name", renamed(name, f"{name} "), (400,))
    yield Attack("signature and time in the address", in_address, DENIED)
