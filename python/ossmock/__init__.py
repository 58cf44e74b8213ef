"""Starts a fake Alibaba Cloud OSS for tests, and arranges it."""

from .command import find_command
from .control import Control
from .credentials import Credentials
from .errors import ControlError, OssmockError, ServerError
from .expectation import Expectation
from .fault import ArmedFault
from .server import Server

__all__ = [
    "ArmedFault",
    "Control",
    "ControlError",
    "Credentials",
    "Expectation",
    "OssmockError",
    "Server",
    "ServerError",
    "find_command",
]
