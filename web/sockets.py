"""线路 How messages to the browser are packed: with a look far back."""

from __future__ import annotations

from uvicorn.protocols.websockets import websockets_sansio_impl as protocol
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

# Powers of two: 32 kB are looked back over, 4 kB as the server's library would have it. A picture
# says the same ten thousand digits more than once, 10 kB apart.
WINDOW_BITS, MEMORY_LEVEL = 15, 8
# One less than usual: seven tenths of the time for a hundredth more.
EFFORT = 5


def look_far_back() -> None:
    """Connections opened from now on are packed over the larger window: smaller, and sooner done.

    The library offers no setting for it; 260 kB of memory per connection instead of 30.
    """
    setattr(protocol, "ServerPerMessageDeflateFactory", _wide)  # noqa: B010 - not in its types


def _wide(**_: object) -> ServerPerMessageDeflateFactory:
    return ServerPerMessageDeflateFactory(
        server_max_window_bits=WINDOW_BITS,
        client_max_window_bits=WINDOW_BITS,
        compress_settings={"memLevel": MEMORY_LEVEL, "level": EFFORT},
    )
