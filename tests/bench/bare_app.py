"""The yardstick: a Bolt app with Bolt's own defaults whose `/risk` does nothing, behind the bot's HTTP server.

Run as `python -m tests.bench.bare_app THREADS KEPT_OPEN BACKLOG`; it prints a ready line with its port, like the bot.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading

from cheroot.wsgi import Server
from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient


def main(threads: int, kept_open: int, backlog: int) -> None:
    """Serve until asked to stop."""
    client = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = App(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    @app.command("/risk")
    def on_risk(ack: Ack) -> None:
        ack()

    server = Server(("127.0.0.1", 0), SlackRequestHandler(app), numthreads=threads)
    server.keep_alive_conn_limit = kept_open
    server.request_queue_size = backlog
    server.prepare()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=server.serve, daemon=True).start()
    sys.stdout.write(json.dumps({"ready": True, "port": server.bind_addr[1]}) + "\n")
    sys.stdout.flush()
    stop.wait()
    server.stop()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
