"""A connection to the control plane of a server."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from .errors import ControlError, ServerError

PREFIX = "/_ossmock/"
_TIMEOUT = 60
# The version of the control plane that this package knows.
_VERSION = 1
# The routes that a client may ask before it knows the version of the server.
_UNVERSIONED = ("about", "health", "openapi.json")
# The characters to show about a mistake in a body.
_BEFORE, _AFTER = 30, 15


class Connection:
    """Sends requests to the control plane at an endpoint.

    `token` is the one that `ossmock serve` was given, or prints with `--allow-remote`; other servers need none. `ca_file` is what
    `ossmock serve --tls` writes, the certificate to trust. `test_id` is the id of a test with a world of its own, which all
    requests are about then.
    """

    def __init__(
        self, endpoint: str, *, token: str | None = None, ca_file: str | None = None, test_id: str | None = None
    ) -> None:
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{endpoint} is no endpoint: give it as http://ADDRESS:PORT")
        self._address = (parts.hostname, parts.port)
        self._tls = ssl.create_default_context(cafile=ca_file) if parts.scheme == "https" else None
        self._token = token
        self.endpoint = endpoint.rstrip("/")
        self.test_id = test_id
        self._checked = False

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        toml: str | None = None,
    ) -> Any:
        """Sends a request, past every proxy, and returns the value of its answer.

        Before the first one, it asks if the server speaks the version of the control plane that this package knows.
        """
        if not self._checked and path not in _UNVERSIONED:
            self._check_version()
            self._checked = True
        return self._exchange(method, path, query=query, body=body, toml=toml, test_id=self.test_id)

    def _check_version(self) -> None:
        try:
            version = self._exchange("GET", "about")["control_plane"]
        except ControlError as error:
            if error.status != 404:
                raise
            version = 0  # of a server from before there was this question
        if version == _VERSION:
            return
        newer = f"is version {version}: update this package" if version > _VERSION else "is an older one: update the command `ossmock`"
        raise ServerError(f"this package knows version {_VERSION} of the control plane, and that of {self.endpoint} {newer}")

    def _exchange(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        toml: str | None = None,
        test_id: str | None = None,
    ) -> Any:
        target = PREFIX + path
        parameters = urlencode(without_none(query or {}))
        if parameters:
            target += f"?{parameters}"
        headers, content = {}, None
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        if test_id is not None:
            headers["x-ossmock-test-id"] = test_id
        if toml is not None:
            headers["Content-Type"], content = "application/toml", toml.encode()
        elif body is not None:
            headers["Content-Type"], content = "application/json", json.dumps(body).encode()
        if self._tls is None:
            connection = HTTPConnection(*self._address, timeout=_TIMEOUT)
        else:
            connection = HTTPSConnection(*self._address, timeout=_TIMEOUT, context=self._tls)
        try:
            connection.request(method, target, content, headers)
            answer = connection.getresponse()
            status, text = answer.status, answer.read()
        except (OSError, HTTPException) as error:
            raise ServerError(f"the server at {self.endpoint} does not answer: {error}") from error
        finally:
            connection.close()
        if status == 204:
            return None
        request = f"{method} {target}"
        try:
            value = json.loads(text)
        except ValueError:
            told = f"{request} was answered {status}, and not in JSON"
            raise ServerError(f"{told}: is {self.endpoint} the endpoint of `ossmock serve`?") from None
        if status != 200:
            line, column = value.get("line"), value.get("column")
            near = None if body is None or content is None or column is None else _near(content.decode(), column)
            raise ControlError(request, status, value["problem"], line, column, near)
        return value


def without_none(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the values that are given."""
    return {name: value for name, value in values.items() if value is not None}


def _near(text: str, column: int) -> str:
    """Returns the part of a line about a column."""
    return text[max(column - _BEFORE, 0) : column + _AFTER]
