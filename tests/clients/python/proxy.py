"""A proxy that damages what passes, for clients that check what they send and receive."""

import socket
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

# What the checks put into a body, and what becomes of it: of the same length, so that nothing else is wrong.
WHOLE, DAMAGED = b"what the body says", b"what the body savs"


@contextmanager
def damaging(endpoint, upwards):
    """An endpoint in front of another, which damages bodies on their way up or down."""
    target = urlsplit(endpoint)
    listener = socket.create_server(("127.0.0.1", 0))

    def pipe(source, sink, damages):
        try:
            while data := source.recv(65536):
                sink.sendall(data.replace(WHOLE, DAMAGED) if damages else data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # one side has gone: so does the other

    def serve():
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return  # the check is over
            far = socket.create_connection((target.hostname, target.port))
            for source, sink, damages in [(near, far, upwards), (far, near, not upwards)]:
                threading.Thread(target=pipe, args=(source, sink, damages), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
