"""A fault that is armed on a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import OssmockError

if TYPE_CHECKING:
    from .control import Control
    from .schema import Fault


class ArmedFault:
    """A fault that is armed: how often it has struck, and its end."""

    def __init__(self, control: Control, id: int) -> None:
        self._control = control
        self.id = id

    @property
    def hits(self) -> int:
        """The number of calls the fault has struck."""
        return self._state()["hits"]

    @property
    def calls(self) -> int:
        """The number of calls the fault could have struck."""
        return self._state()["calls"]

    def end(self) -> None:
        """Ends the fault."""
        self._control.end_faults(self.id)

    def _state(self) -> Fault:
        for fault in self._control.faults():
            if fault["id"] == self.id:
                return fault
        raise OssmockError(f"fault {self.id} is not armed any more: read its hits before it is ended or the fake reset")

    def __repr__(self) -> str:
        return f"<ossmock.ArmedFault {self.id}>"
