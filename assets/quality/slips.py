"""Slips of the pen: what a person meant and what stands there, digit by digit.

What does not belong here: which of several numbers is the wrong one (`repairs`).
"""

from __future__ import annotations


def shown(value: float) -> str:
    """A number as a person writes it: 96 rather than 96.0."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def is_reordered(meant: str, written: str) -> bool:
    """Whether `written` is `meant` with two neighbours swapped, or one character dropped or added."""
    if len(meant) == len(written):
        differing = [i for i, (a, b) in enumerate(zip(meant, written, strict=True)) if a != b]
        if len(differing) != 2 or differing[1] != differing[0] + 1:
            return False
        first, second = differing
        return meant[first] == written[second] and meant[second] == written[first]
    longer, shorter = (meant, written) if len(meant) > len(written) else (written, meant)
    return len(longer) == len(shorter) + 1 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def is_slip(meant: str, written: str) -> bool:
    """Whether `written` is `meant` with a slip of the pen: reordered, or one character mistyped."""
    mistyped = sum(a != b for a, b in zip(meant, written, strict=False)) if len(meant) == len(written) else 0
    return mistyped == 1 or is_reordered(meant, written)


def is_telling_slip(meant: str, written: str) -> bool:
    """A slip that is evidence: of two single figures each is the other mistyped, which says nothing."""
    return len(meant.strip("-")) > 1 and meant != written and is_slip(meant, written)


def rewritten(written: str) -> set[str]:
    """What may be meant where two neighbouring digits were swapped, or one digit was typed too many."""
    swapped = {written[:i] + written[i + 1] + written[i] + written[i + 2 :] for i in range(len(written) - 1)}
    shorter = {written[:i] + written[i + 1 :] for i in range(len(written))}
    return {text for text in swapped | shorter if text[:1].isdigit() and text[-1].isdigit() and text != written}
