"""An expectation that is armed on a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import OssmockError

if TYPE_CHECKING:
    from .control import Control
    from .schema import ArmedExpectation


class Expectation:
    """An expectation that is armed: the number of calls so far, and its end."""

    def __init__(self, control: Control, id: int) -> None:
        self._control = control
        self.id = id

    @property
    def count(self) -> int:
        """The number of calls so far; for calls in order, the number of times that the whole order came."""
        return self._state()["count"]

    @property
    def met(self) -> bool:
        """`True` if the expectation is met now."""
        return self._state()["met"]

    def end(self) -> None:
        """Ends the expectation."""
        self._control.end_expectations(self.id)

    def _state(self) -> ArmedExpectation:
        for expectation in self._control.expectations():
            if expectation["id"] == self.id:
                return expectation
        told = f"expectation {self.id} is not armed any more"
        raise OssmockError(f"{told}: read its count before it is ended or the fake reset")

    def __repr__(self) -> str:
        return f"<ossmock.Expectation {self.id}>"
