"""The ways in which a call can fail, in Telegram's own words."""

from __future__ import annotations


class ApiError(Exception):
    """A refusal of the Bot API: what the bot gets is ``code`` and ``description``."""

    def __init__(self, code: int, description: str, *, retry_after: int = 0) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


def bad_request(reason: str) -> ApiError:
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


NOT_FOUND = ApiError(404, "Not Found")
UNAUTHORIZED = ApiError(401, "Unauthorized")
BROKEN = ApiError(500, "Internal Server Error")
TOO_LARGE = ApiError(413, "Request Entity Too Large")


class PhoneError(Exception):
    """What a phone cannot do: told to whoever drives it, never to the bot."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status
