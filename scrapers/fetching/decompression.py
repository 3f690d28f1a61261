"""A compressed body made readable, with an end to how large it may grow."""

import zlib

_GZIP_MAGIC = b"\x1f\x8b"
_STEP = 1_048_576


class Broken(ValueError):
    """The body is not what its Content-Encoding says, or ends too early."""


class TooMuch(ValueError):
    """The body grows past the limit when decompressed."""


def decompress(body: bytes, *, encoding: str, cap: int) -> bytes:
    """`body` without its Content-Encoding, at most `cap` bytes. Raises `Broken` or `TooMuch`."""
    for name in reversed([name.strip().lower() for name in encoding.split(",")]):
        match name:
            case "" | "identity":
                continue
            case "gzip" | "x-gzip":
                body = _gunzip(body, cap=cap)
            case "deflate":
                body = _inflate(body, cap=cap)
            case _:
                raise Broken(f"compressed as {name!r}, which was not asked for")
    if len(body) > cap:
        raise TooMuch(f"the answer is larger than {cap} bytes")
    return body


def _gunzip(body: bytes, *, cap: int) -> bytes:
    """All members; what follows the last one and is no member is padding that some servers leave (RFC 1952, 2.2)."""
    pages = b""
    if not body:
        return pages
    while True:
        page, body = _one_stream(body, window=zlib.MAX_WBITS | 16, cap=cap - len(pages))
        pages += page
        if not body.startswith(_GZIP_MAGIC):
            return pages


def _inflate(body: bytes, *, cap: int) -> bytes:
    """RFC 9110, 8.4.1.2 means zlib's format; many servers send the bare stream."""
    if not body:
        return body
    try:
        return _one_stream(body, window=zlib.MAX_WBITS, cap=cap)[0]
    except Broken:
        return _one_stream(body, window=-zlib.MAX_WBITS, cap=cap)[0]


def _one_stream(body: bytes, *, window: int, cap: int) -> tuple[bytes, bytes]:
    """One stream decompressed, and the bytes behind it."""
    machine = zlib.decompressobj(window)
    page = bytearray()
    rest = body
    try:
        while not machine.eof:
            piece = machine.decompress(rest, _STEP)
            if not piece and not machine.unconsumed_tail and not machine.eof:
                raise Broken("the compressed answer breaks off before its end")
            page += piece
            if len(page) > cap:
                raise TooMuch("the answer grows past the size limit when it is decompressed")
            rest = machine.unconsumed_tail
    except zlib.error as error:
        raise Broken(f"the answer cannot be decompressed: {error}") from error
    return bytes(page), machine.unused_data
