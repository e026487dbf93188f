"""Ogg Opus, as voice notes come: a small valid one, and how long one lasts.

Container after RFC 3533, Opus in it after RFC 7845.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

SAMPLES_PER_SECOND = 48_000  # Opus in Ogg always counts so
_FRAME_MS = 20
_FRAME_SAMPLES = SAMPLES_PER_SECOND * _FRAME_MS // 1000
# A frame of silence (RFC 6716): CELT, 20 ms, mono, one frame in the packet.
_SILENCE = bytes((0xF8, 0xFF, 0xFE))
_MAX_SEGMENTS = 255
_POLYNOMIAL = 0x04C11DB7


def _checksums() -> Iterator[int]:
    for number in range(256):
        value = number << 24
        for _ in range(8):
            value = (value << 1) ^ (_POLYNOMIAL if value & 0x80000000 else 0)
        yield value & 0xFFFFFFFF


_CHECKSUMS = tuple(_checksums())


def _checksum(page: bytes) -> int:
    value = 0
    for byte in page:
        value = ((value << 8) & 0xFFFFFFFF) ^ _CHECKSUMS[(value >> 24) ^ byte]
    return value


def _page(packets: list[bytes], *, kind: int, granule: int, number: int) -> bytes:
    """One page of whole packets, each shorter than 255 bytes."""
    lacing = bytes(len(packet) for packet in packets)
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, kind, granule, 1, number, 0, len(lacing))
    page = head + lacing + b"".join(packets)
    return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def silent_voice(seconds: int) -> bytes:
    """A voice note of silence."""
    head = struct.pack("<8sBBHIhB", b"OpusHead", 1, 1, 0, SAMPLES_PER_SECOND, 0, 0)
    vendor = b"simulator"
    tags = b"OpusTags" + struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", 0)
    pages = [
        _page([head], kind=2, granule=0, number=0),
        _page([tags], kind=0, granule=0, number=1),
    ]
    left = seconds * 1000 // _FRAME_MS
    sent = 0
    while left:
        count = min(left, _MAX_SEGMENTS)
        left -= count
        sent += count
        last = 0 if left else 4
        granule = sent * _FRAME_SAMPLES
        pages.append(_page([_SILENCE] * count, kind=last, granule=granule, number=len(pages)))
    return b"".join(pages)


def seconds_of(content: bytes) -> int:
    """Length of an Ogg Opus file in whole seconds, at least 1; 0 for anything else."""
    last = content.rfind(b"OggS")
    if not content.startswith(b"OggS") or b"OpusHead" not in content[:64] or last < 0:
        return 0
    if len(content) < last + 14:
        return 0
    granule: int = struct.unpack_from("<q", content, last + 6)[0]
    return max(1, round(granule / SAMPLES_PER_SECOND))
