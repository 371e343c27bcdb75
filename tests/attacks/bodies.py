"""Bodies that nobody can read, or that are not what they say; Slack signed them all the same."""

import gzip
import json
import zlib
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from tests.attacks.door import CANARY, Attack, Pieces, command, sent
from tests.wire import FORM, JSON, request, signed

FORM_BODY = urlencode(command()).encode()
EVENT = {
    "type": "event_callback",
    "team_id": "T0LOCAL",
    "event_id": "Ev1",
    "event": {"type": "app_home_opened", "user": "U0LOCAL", "tab": CANARY},
}
EVENT_BODY = json.dumps(EVENT).encode()
MALFORMED, FOREIGN = (400,), (415,)
DEEP = 100_000

UNREADABLE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", FORM),
    "nothing as JSON": (b"", JSON),
    "spaces": (b"   \r\n ", FORM),
    "spaces as JSON": (b"   \r\n ", JSON),
    "JSON that ends too early": (EVENT_BODY[:-1], JSON),
    "JSON with something behind": (EVENT_BODY + b"}", JSON),
    "JSON with a comma too many": (EVENT_BODY[:-1] + b",}", JSON),
    "JSON twice": (EVENT_BODY + EVENT_BODY, JSON),
    "JSON with a comment": (EVENT_BODY + b"// why", JSON),
    "JSON behind a byte order mark": (b"\xef\xbb\xbf" + EVENT_BODY, JSON),
    "JSON in single quotes": (EVENT_BODY.replace(b'"', b"'"), JSON),
    "JSON with a line break in a text": (b'{"type": "a\nb"}', JSON),
    "JSON in UTF-16": (json.dumps(EVENT).encode("utf-16"), JSON),
    "JSON in UTF-32": (json.dumps(EVENT).encode("utf-32"), JSON),
    "a form as JSON": (FORM_BODY, JSON),
    "JSON as a form": (EVENT_BODY, FORM),
    "a list": (b"[]", JSON),
    "a list of an event": (b"[" + EVENT_BODY + b"]", JSON),
    "a text": (b'"event_callback"', JSON),
    "a number": (b"1", JSON),
    "true": (b"true", JSON),
    "null": (b"null", JSON),
    "NaN": (b"NaN", JSON),
    "not a number in an event": (EVENT_BODY[:-1] + b', "x": NaN}', JSON),
    "without end in an event": (EVENT_BODY[:-1] + b', "x": -Infinity}', JSON),
    "a number of 5,000 digits in an event": (
        EVENT_BODY[:-1] + b', "x": ' + b"9" * 5000 + b"}",
        JSON,
    ),
    "a number with a leading zero": (EVENT_BODY[:-1] + b', "x": 01}', JSON),
    "lists in lists": (b"[" * DEEP, JSON),
    "lists in lists that end": (b"[" * DEEP + b"]" * DEEP, JSON),
    "objects in objects": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, JSON),
    "an event with lists in lists": (
        EVENT_BODY[:-1] + b', "x": ' + b"[" * 500 + b"]" * 500 + b"}",
        JSON,
    ),
    "an event with a hundred objects in one another": (
        EVENT_BODY[:-1] + b', "x": ' + b'{"a":' * 100 + b"1" + b"}" * 100 + b"}",
        JSON,
    ),
    "a pickle": (b"\x80\x04\x95\x10", JSON),
    "XML": (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', JSON),
    "YAML": (b"type: !!python/object/apply:os.system [id]", JSON),
    "NUL bytes": (b"\0" * 100, FORM),
    "NUL bytes as JSON": (b"\0" * 100, JSON),
    "bytes that are no UTF-8": (b"\xff\xfe\xfd" + FORM_BODY, FORM),
    "half a character": (FORM_BODY + b"\xe2\x98", FORM),
    "a character in too many bytes": (FORM_BODY + b"\xc0\xaf", FORM),
    "half of a pair as bytes": (FORM_BODY + b"\xed\xa0\x80", FORM),
    "a form of a hundred thousand fields": (b"a&" * 100_000, FORM),
    "a form of fields alike": (b"&".join([b"text=x"] * 50) + b"&" + FORM_BODY, FORM),
    "the command twice": (FORM_BODY + b"&command=%2Fsession", FORM),
    "two commands": (FORM_BODY + b"&command=%2Fother", FORM),
    "two people": (FORM_BODY + b"&user_id=U0OTHER", FORM),
    "two workspaces": (FORM_BODY + b"&team_id=T0OTHER", FORM),
    "two texts": (FORM_BODY + b"&text=top", FORM),
    "a form of separators": (b"&=&=&;;==&", FORM),
    "a form parted by semicolons": (FORM_BODY.replace(b"&", b";"), FORM),
    "percent signs": (b"%%%&%zz=%&%", FORM),
    "a payload twice": (b"payload=%7B%7D&payload=%7B%7D", FORM),
    "an empty payload": (b"payload=", FORM),
    "a payload without a value": (b"payload", FORM),
    "a payload that is a text": (b"payload=" + CANARY.encode(), FORM),
    "a payload that ends too early": (b"payload=%7B%22type%22%3A", FORM),
    "a payload that is a list": (b"payload=%5B%5D", FORM),
    "a payload that is a number": (b"payload=7", FORM),
    "a payload in a payload": (b"payload=" + quote(b"payload={}").encode(), FORM),
    "a payload of lists in lists": (b"payload=" + b"%5B" * 50_000, FORM),
    "a payload encoded twice": (b"payload=" + quote(quote(b"{}")).encode(), FORM),
    "a payload in base 64": (b"payload=eyJ0eXBlIjoiYmxvY2tfYWN0aW9ucyJ9", FORM),
    "a payload of no type": (b"payload=%7B%7D", FORM),
    "a payload whose type is null": (b'payload={"type":null}', FORM),
    "a payload whose type is a list": (b'payload={"type":["block_actions"]}', FORM),
    "an event of no type": (b'{"event":{}}', JSON),
    "an event that is only called one": (b'{"type":"event_callback"}', JSON),
    "a question without a challenge": (b'{"type":"url_verification"}', JSON),
    "a question whose challenge is a list": (b'{"type":"url_verification","challenge":[]}', JSON),
}

CONTENT_TYPES = (
    "text/plain",
    "text/html",
    "text/xml",
    "application/xml",
    "application/octet-stream",
    "application/x-www-form-urlencoded-not",
    "application/jsonp",
    "application/x-ndjson",
    "application/ld+json",
    "application/json, application/x-www-form-urlencoded",
    "application/x-yaml",
    "application/x-python-pickle",
    "image/png",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "multipart/mixed; boundary=",
    "*/*",
    "json",
    "/",
    ";",
    "é",
    "application/x-www-form-urlencoded" + "x" * 5_000,
)


def attacks() -> Iterator[Attack]:
    """Everything about bodies."""
    for name, (body, content_type) in UNREADABLE.items():
        yield Attack(name, sent(body, content_type), MALFORMED)
    for content_type in CONTENT_TYPES:
        yield Attack(f"a command as {content_type[:60]}", sent(FORM_BODY, content_type), FOREIGN)
    yield Attack("a command of no type", sent(FORM_BODY, " "), FOREIGN)
    yield from _packed()
    yield from _in_parts()
    yield from _large()


def _packed() -> Iterator[Attack]:
    for encoding, packed in {
        "gzip": gzip.compress(FORM_BODY),
        "deflate": zlib.compress(FORM_BODY),
        "br": b"\x8b\x00\x80",
        "identity, gzip": FORM_BODY,
        "aes128gcm": FORM_BODY,
    }.items():
        yield Attack(f"packed as {encoding}", sent(packed, Content_Encoding=encoding))
    bomb = gzip.compress(b"0" * 50_000_000)
    yield Attack("a bomb", sent(bomb, Content_Encoding="gzip"))


def _in_parts() -> Iterator[Attack]:
    part = b'--x\r\nContent-Disposition: form-data; name="payload"\r\n\r\n{}\r\n--x--\r\n'
    for name, body in {
        "one part": part,
        "a part without an end": part[:-6],
        "a file": part.replace(b'name="payload"', b'name="payload"; filename="../../etc/passwd"'),
        "no part": b"--x--\r\n",
    }.items():
        in_parts = sent(body, "multipart/form-data; boundary=x")
        yield Attack(f"in parts: {name}", in_parts, FOREIGN)


def _large() -> Iterator[Attack]:
    large = b"text=" + b"x" * 1_000_000
    for name, body in {
        "a byte more than a megabyte": large[:1_000_001],
        "two megabytes": large * 2,
        "two megabytes of JSON": b'{"a":"' + large * 2 + b'"}',
    }.items():
        yield Attack(name, sent(body), (413,))
        yield Attack(f"{name} that nobody signed", _unsigned(body), (413,))
    long = b"command=%2Fsession&user_id=U&team_id=" + b"T" * 999_000
    yield Attack("a megabyte of a workspace's name", sent(long), MALFORMED)
    yield Attack(
        "a large body that is announced alone",
        lambda secret: request(b"", signed(secret, b""), length="16000000"),
        (413,),
    )


def _unsigned(body: bytes) -> Pieces:
    return lambda _: request(body, {"Content-Type": FORM})
