"""Answers without waiting (即发): small messages at once, and packed with a look far back.

The server makes its listening socket without naming TCP, so that the event loop does not
recognise it and leaves Nagle's algorithm on. Together with the browser's delayed acknowledgement
every page run then ends 40 ms late. Connections inherit the option of the listening socket.
"""

from __future__ import annotations

import os
import socket
import stat

from uvicorn.protocols.websockets import websockets_sansio_impl as protocol
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

MOST_FILES = 256
# Powers of two: 32 kB are looked back over, 4 kB as the server's library would have it. A picture
# says the same ten thousand digits more than once, 10 kB apart.
WINDOW_BITS, MEMORY_LEVEL = 15, 6


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


def look_far_back() -> None:
    """Connections opened from now on are packed over the larger window: smaller, and sooner done.

    The library offers no setting for it; 130 kB of memory per connection instead of 30.
    """
    setattr(protocol, "ServerPerMessageDeflateFactory", _wide)  # noqa: B010 - not in its types


def _wide(**_: object) -> ServerPerMessageDeflateFactory:
    return ServerPerMessageDeflateFactory(
        server_max_window_bits=WINDOW_BITS,
        client_max_window_bits=WINDOW_BITS,
        compress_settings={"memLevel": MEMORY_LEVEL},
    )
