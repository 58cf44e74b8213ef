"""The errors this package raises."""

from __future__ import annotations


class OssmockError(Exception):
    """The base of all errors of this package."""


class ServerError(OssmockError):
    """The command was not found or did not start, or the server does not answer as one."""


class ControlError(OssmockError):
    """The control plane refused a request; nothing has changed.

    `problem` says why; `line` and `column` point into a world that was sent as text, and the message has what is near a
    mistake in another one.
    """

    def __init__(
        self, request: str, status: int, problem: str, line: int | None, column: int | None, near: str | None
    ) -> None:
        self.status = status
        self.problem = problem
        self.line = line
        self.column = column
        place = "" if line is None else f" (near `{near}`)" if near else f" (line {line}, column {column})"
        super().__init__(f"{request} was answered {status}: {problem}{place}")
