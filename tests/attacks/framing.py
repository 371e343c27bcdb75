"""Requests that two servers could read differently, or that no server can read."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from tests.attacks.door import Attack, Pieces, command
from tests.wire import request, signed

BODY = urlencode(command()).encode()
WRONG = (400,)
HOST = b"Host: bot.example.com\r\n"


CHUNKS: dict[str, bytes] = {
    "a size that is a word": b"five\r\nhello\r\n0\r\n\r\n",
    "a size below zero": b"-5\r\nhello\r\n0\r\n\r\n",
    "a size with a sign": b"+5\r\nhello\r\n0\r\n\r\n",
    "a size in C's way": b"0x5\r\nhello\r\n0\r\n\r\n",
    "a size with an underscore": b"1_0\r\nhello\r\n0\r\n\r\n",
    "a size with spaces": b"5 \r\nhello\r\n0\r\n\r\n",
    "a size in accents": b"\xb2\r\nhello\r\n0\r\n\r\n",
    "a size of a thousand digits": b"0" * 1_000 + b"5x\r\nhello\r\n0\r\n\r\n",
    "a size without end": b"5" * 20_000,
    "more than its size": b"3\r\nhello\r\n0\r\n\r\n",
    "no line break behind": b"5\r\nhello0\r\n\r\n",
    "a bad extension": b"5;\x00=1\r\nhello\r\n0\r\n\r\n",
    "an extension without end": b"5;a=" + b"b" * 20_000,
    "a trailer without end": b"0\r\n" + b"X-Trailing: y\r\n" * 3_000,
}

CODINGS = (
    "gzip",
    "chunked, gzip",
    "gzip, chunked",
    "identity",
    "chunked, identity",
    "xchunked",
    "chunked\x0b",
    "\x0bchunked",
    "chunked;q=1",
    '"chunked"',
    "cow",
)

LENGTHS = ("-1", "+10", "1e1", "0x10", "10 10", "10, 10", "10,11", "ten", "1_0", "\xb3", "1.0")

HEADS: dict[str, bytes] = {
    "no version": b"POST /slack/events\r\n" + HOST + b"\r\n",
    "HTTP/0.9": b"GET /\r\n\r\n",
    "version 0.9": b"GET / HTTP/0.9\r\n" + HOST + b"\r\n",
    "version 1.2": b"GET / HTTP/1.2\r\n" + HOST + b"\r\n",
    "version 2.0": b"GET / HTTP/2.0\r\n" + HOST + b"\r\n",
    "version 9.9": b"GET / HTTP/9.9\r\n" + HOST + b"\r\n",
    "version in small letters": b"GET / http/1.1\r\n" + HOST + b"\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a greeting of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n",
    "a greeting of SSH": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "a question to a database": b"\x00\x00\x00\x08\x04\xd2\x16\x2f\r\n\r\n",
    "a word": b"hello\r\n\r\n",
    "a line of NUL bytes": b"\0\0\0\0\r\n\r\n",
    "a method in small letters": b"post /slack/events HTTP/1.1\r\n" + HOST + b"\r\n",
    "a method with a bracket": b"PO(ST /slack/events HTTP/1.1\r\n" + HOST + b"\r\n",
    "no address": b"POST HTTP/1.1\r\n" + HOST + b"\r\n",
    "two addresses": b"POST /slack/events /healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "a tab for a space": b"POST\t/slack/events\tHTTP/1.1\r\n" + HOST + b"\r\n",
    "an address that is no name": b"POST http://[::1/slack/events HTTP/1.1\r\n" + HOST + b"\r\n",
    "an address with brackets": b"POST //[/slack/events HTTP/1.1\r\n" + HOST + b"\r\n",
    "an address of bytes": b"POST http://\xff\xfe/\xfd HTTP/1.1\r\n" + HOST + b"\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\n" + HOST + b"Nonsense\r\n\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\n" + HOST + b": nonsense\r\n\r\n",
    "a header that begins with a space": b"GET / HTTP/1.1\r\n Host: a\r\n\r\n",
    "a header with a space before its colon": b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    "a header with NUL": b"GET / HTTP/1.1\r\n" + HOST + b"A: b\0c\r\n\r\n",
    "a line feed alone in a header": b"GET / HTTP/1.1\r\n" + HOST + b"A: b\nC: d\r\n\r\n",
    "a carriage return alone in a header": b"GET / HTTP/1.1\r\n" + HOST + b"A: b\rC: d\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\n" + HOST + b"Host: evil.example.com\r\n\r\n",
    "two hosts in one": b"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
    "headers of a megabyte": b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"b" * 1_000_000 + b"\r\n\r\n",
    "ten thousand headers": b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n" * 10_000 + b"\r\n",
    "an address of a megabyte": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "a line that does not end": b"GET /" + b"a" * 100_000,
}


def attacks() -> Iterator[Attack]:
    """Everything about where a request begins, ends and what it is."""
    for name, chunks in CHUNKS.items():
        yield Attack(f"in chunks: {name}", _in_chunks(chunks), WRONG)
    for coding in CODINGS:
        yield Attack(f"coded as {coding!r}", _coded(coding), WRONG)
    for length in LENGTHS:
        yield Attack(f"of length {length[:12]}", _of_length(length))
    yield Attack("of a length of forty digits", _of_length("9" * 40), (413,))
    for name, head in HEADS.items():
        yield Attack(name, _as_it_is(head))
    yield from _smuggled()
    yield from _unfinished()


def _in_chunks(chunks: bytes) -> Pieces:
    return lambda secret: request(
        chunks, signed(secret, b"hello") | {"Transfer-Encoding": "chunked"}, length=""
    )


def _coded(coding: str) -> Pieces:
    return lambda secret: request(
        b"0\r\n\r\n", signed(secret, b"") | {"Transfer-Encoding": coding}, length=""
    )


def _of_length(length: str) -> Pieces:
    return lambda secret: request(BODY, signed(secret, BODY), length=length)


def _as_it_is(head: bytes) -> Pieces:
    return lambda _: head


def _smuggled() -> Iterator[Attack]:
    """A second request inside the first, for who reads only one of the two lengths."""
    inner = request(BODY, {}, "POST /healthz HTTP/1.1")
    both = {"Transfer-Encoding": "chunked"}
    end = b"0\r\n\r\n"

    def with_both(secret: str) -> bytes:
        return request(end + inner, signed(secret, b"") | both, length=str(len(end)))

    def with_both_of_old(secret: str) -> bytes:
        line = "POST /slack/events HTTP/1.0"
        return request(end + inner, signed(secret, b"") | both, line, length=str(len(end)))

    def twice(secret: str) -> bytes:
        headers = signed(secret, BODY) | {"content-length": "5"}
        return request(BODY + inner, headers)

    def in_old(secret: str) -> bytes:
        line = "POST /slack/events HTTP/1.0"
        return request(end, signed(secret, b"") | both, line, length="")

    def folded(secret: str) -> bytes:
        whole = request(end, signed(secret, b"") | {"X": "y"}, length=str(len(end)))
        return whole.replace(b"X: y\r\n", b"Transfer-Encoding:\r\n chunked\r\n")

    smuggled: dict[str, Pieces] = {
        "both lengths": with_both,
        "both lengths in HTTP/1.0": with_both_of_old,
        "two lengths": twice,
        "chunks in HTTP/1.0": in_old,
        "both lengths, one on two lines": folded,
    }
    for name, pieces in smuggled.items():
        yield Attack(f"smuggled: {name}", pieces, WRONG)
    yield Attack(
        "smuggled: a request as the body of GET",
        lambda secret: request(inner, signed(secret, inner), "GET /slack/events HTTP/1.1"),
        (405,),
    )


def _unfinished() -> Iterator[Attack]:
    """Who goes away in the middle gets no answer, and leaves nothing behind."""

    def in_pieces(whole: bytes) -> Iterable[bytes]:
        return (whole[at : at + 50] for at in range(0, len(whole), 50))

    unfinished: dict[str, Pieces] = {
        "nothing": lambda _: b"",
        "only an empty line": lambda _: b"\r\n\r\n",
        "half a line": lambda _: b"POST /sla",
        "half of the headers": lambda secret: request(BODY, signed(secret, BODY))[:150],
        "no body": lambda secret: request(b"", signed(secret, BODY), length=str(len(BODY))),
        "half a body": lambda secret: in_pieces(request(BODY, signed(secret, BODY))[:-20]),
        "chunks with line feeds alone": lambda secret: request(
            b"5\nhello\n0\n\n", signed(secret, BODY) | {"Transfer-Encoding": "chunked"}, length=""
        ),
        "half a chunk": lambda secret: request(
            b"ff\r\nhalf", signed(secret, BODY) | {"Transfer-Encoding": "chunked"}, length=""
        ),
    }
    for name, pieces in unfinished.items():
        yield Attack(f"unfinished: {name}", pieces, is_closed=True)
