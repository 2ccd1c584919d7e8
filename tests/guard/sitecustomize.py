"""In the path of a process: refuses every connection to the outside and every look-up of a name, and notes each in a file.

Python runs this before anything else. What does not belong here: what the process does.
"""

import os
import socket
import sys

_NOTES = os.environ["GUARD_NOTES"]


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: it hears of calls in C too, and nothing that runs later can take it away."""
    if event == "socket.getaddrinfo":
        told = f"look-up of {arguments[0]!r}"
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        sock, address = arguments[0], arguments[1]
        if getattr(sock, "family", None) == getattr(socket, "AF_UNIX", None):
            return
        told = f"{event} to {address!r}"
    elif event in ("socket.gethostbyname", "socket.gethostbyaddr"):
        told = f"{event} of {arguments[0]!r}"
    else:
        return
    with open(_NOTES, "a", encoding="utf-8") as notes:  # noqa: PTH123 - nothing is imported here
        notes.write(f"{told}\n")
    raise OSError(101, "the guard refuses every connection")


sys.addaudithook(_refuse)
