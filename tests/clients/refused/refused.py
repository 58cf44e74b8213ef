"""Refused uploads with sockets and with aiohttp: each must read the 403 or 404 instead of a broken connection."""

import asyncio
import os
import platform
import socket
import sys
from urllib.parse import urlsplit

ENDPOINT = os.environ["OSS_ENDPOINT"]
SIZES = {"300 kB": 300_000, "5 MB": 5_000_000, "30 MB": 30_000_000}
REFUSALS = {"403": "logs", "404": "nowhere"}


async def by_socket(bucket, body):
    """Sends everything before it looks for an answer."""
    address = urlsplit(ENDPOINT)
    with socket.create_connection((address.hostname, address.port)) as connection:
        head = f"PUT /{bucket}/note HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)
        return connection.recv(12)[9:12].decode()


async def by_aiohttp(bucket, body):
    import aiohttp

    async with aiohttp.ClientSession() as session, session.put(f"{ENDPOINT}/{bucket}/note", data=body) as answer:
        await answer.read()
        return str(answer.status)


async def main(client):
    upload = {"refused-sockets": by_socket, "refused-aiohttp": by_aiohttp}[client]
    for expected, bucket in REFUSALS.items():
        for check, size in SIZES.items():
            wrong = []
            for _ in range(40):
                try:
                    found = await upload(bucket, b"x" * size)
                except Exception as error:  # whatever the client makes of it
                    found = repr(error)
                if found != expected:
                    wrong.append(found)
            row = [client, "python", expected, check]
            print("\t".join(["not ok", *row, f"{len(wrong)} of 40: {wrong[0]}"] if wrong else ["ok", *row]))
    print("\t".join(["done", client, platform.python_version()]))


asyncio.run(main(sys.argv[1]))
