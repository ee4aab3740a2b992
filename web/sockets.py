"""Answers without waiting (即发): the server's sockets send small messages at once.

The server makes its listening socket without naming TCP, so that the event loop does not
recognise it and leaves Nagle's algorithm on. Together with the browser's delayed acknowledgement
every page run then ends 40 ms late. Connections inherit the option of the listening socket.
"""

from __future__ import annotations

import os
import socket
import stat

MOST_FILES = 256


def send_at_once() -> int:
    """Switch the delay off on every TCP socket of this process; gives their number.

    Does nothing where sockets are not files (Windows).
    """
    return sum(_prompt(number) for number in range(3, MOST_FILES)) if os.name == "posix" else 0


def _prompt(number: int) -> bool:
    try:
        if not stat.S_ISSOCK(os.fstat(number).st_mode):
            return False
        one = socket.socket(fileno=number)
    except OSError:
        return False
    try:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:
        return False
    finally:
        one.detach()
    return True
