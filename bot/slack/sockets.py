"""Socket Mode connections: how one is ended without waiting, and a look at one."""

from __future__ import annotations

import contextlib
import socket

from slack_sdk.socket_mode.builtin import SocketModeClient


def hang_up(client: SocketModeClient) -> None:
    """End the waits for bytes and for messages: the library's own close would sit them out, for seconds."""
    client.auto_reconnect_enabled = False
    # Or else the thread that reads begins anew and never ends.
    client.current_session_runner.event.set()
    client.closed = True
    client.enqueue_message("")
    client.current_session_state.terminated = True
    session = client.current_session
    if session is not None and session.sock is not None:
        with contextlib.suppress(OSError):
            session.sock.shutdown(socket.SHUT_RDWR)
