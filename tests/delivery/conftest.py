"""The same house in memory as the rooms have."""

from tests.conversation.conftest import channel, restarting

__all__ = ["channel", "restarting"]
