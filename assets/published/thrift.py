"""Thrift's compact protocol as far as the footer of a Parquet file uses it: bytes to plain values and back.

A struct is its fields by number, each its type and value; a list is the type of its elements and these. Fields that nobody here knows are
kept as they are. What does not belong here: what the fields mean (`row_groups`).
"""

from __future__ import annotations

from typing import Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, _MAP, STRUCT = range(1, 13)
_INTEGERS = (I16, I32, I64)
_BYTES = {BYTE: 1, DOUBLE: 8}
_LONG = 15
"""A list's size, or the distance to the next field, that is told in bytes of its own."""

Struct = dict[int, tuple[int, Any]]


class UnknownTypeError(Exception):
    """A type that no footer has: a map, or booleans in a list."""


def read(data: bytes) -> Struct:
    """The struct with which the bytes begin."""
    return _Reader(data).struct()


def write(fields: Struct) -> bytes:
    """The struct's bytes."""
    out = bytearray()
    _put_struct(out, fields)
    return bytes(out)


class _Reader:
    """Bytes, and how far they were read."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def struct(self) -> Struct:
        fields: Struct = {}
        number = 0
        while head := self.take(1)[0]:
            number = number + (head >> 4) if head >> 4 else self.integer()
            kind = head & 15
            fields[number] = kind, None if kind in (TRUE, FALSE) else self.value(kind)
        return fields

    def value(self, kind: int) -> Any:  # noqa: ANN401 - of any type
        if kind in _INTEGERS:
            return self.integer()
        if kind == BINARY:
            return self.take(self.number())
        if kind in _BYTES:
            return self.take(_BYTES[kind])
        if kind in (LIST, SET):
            head = self.take(1)[0]
            size = self.number() if head >> 4 == _LONG else head >> 4
            return head & 15, [self.value(head & 15) for _ in range(size)]
        if kind == STRUCT:
            return self.struct()
        raise UnknownTypeError(str(kind))

    def take(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]

    def integer(self) -> int:
        number = self.number()
        return (number >> 1) ^ -(number & 1)

    def number(self) -> int:
        result = shift = 0
        while (byte := self.take(1)[0]) > 127:
            result |= (byte & 127) << shift
            shift += 7
        return result | byte << shift


def _put_struct(out: bytearray, fields: Struct) -> None:
    last = 0
    for number, (kind, value) in sorted(fields.items()):
        near = 0 < number - last <= _LONG
        out.append((number - last if near else 0) << 4 | kind)
        if not near:
            _put_integer(out, number)
        last = number
        if kind not in (TRUE, FALSE):
            _put(out, kind, value)
    out.append(0)


def _put(out: bytearray, kind: int, value: Any) -> None:  # noqa: ANN401 - of any type
    if kind in _INTEGERS:
        _put_integer(out, value)
    elif kind == BINARY:
        _put_number(out, len(value))
        out += value
    elif kind in _BYTES:
        out += value
    elif kind in (LIST, SET):
        of, elements = value
        out.append(min(len(elements), _LONG) << 4 | of)
        if len(elements) >= _LONG:
            _put_number(out, len(elements))
        for element in elements:
            _put(out, of, element)
    elif kind == STRUCT:
        _put_struct(out, value)
    else:
        raise UnknownTypeError(str(kind))


def _put_integer(out: bytearray, value: int) -> None:
    _put_number(out, value << 1 if value >= 0 else ~(value << 1))


def _put_number(out: bytearray, value: int) -> None:
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
