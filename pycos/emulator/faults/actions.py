"""What a rule can do: one table of actions with their options, read by the checks, the page and the docs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pycos.emulator.errors import ApiError

SIDES = ("response", "request")
STATUSES = (200, 599)


@dataclass(frozen=True, slots=True)
class Option:
    """One option of an action: its name, what it holds, and what it is when nothing is said.

    ``kind`` is ``bytes`` or ``count`` (whole numbers from 0), ``seconds`` (a number from 0), ``signed`` (any
    whole number), ``status``, ``text``, ``flag``, or one of ``choices``.
    """

    name: str
    kind: str
    default: Any = None
    choices: tuple[str, ...] = ()
    required: bool = False

    def check(self, value: object) -> None:
        """InvalidArgument when the value is not of this kind."""
        if self.kind == "flag":
            right = isinstance(value, bool)
            wanted = "true or false"
        elif self.kind == "choice":
            right = isinstance(value, str) and value in self.choices
            wanted = "one of " + ", ".join(self.choices)
        elif self.kind == "text":
            right = isinstance(value, str) and not any(ord(character) < 32 for character in value)
            wanted = "text without control characters"
        else:
            right, wanted = self._number(value)
        if not right:
            raise ApiError("InvalidArgument", f"{self.name} must be {wanted}.")

    def _number(self, value: object) -> tuple[bool, str]:
        number = isinstance(value, int | float) and not isinstance(value, bool) and value
        if number is False:
            return False, "a number"
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if self.kind == "signed":
            return whole, "a whole number"
        if self.kind == "status":
            return whole and STATUSES[0] <= number <= STATUSES[1], "a number from 200 to 599"
        if self.kind == "seconds":
            return 0 <= number <= 1e9, "a number and not negative"
        return whole and number >= 0, "a whole number and not negative"


@dataclass(frozen=True, slots=True)
class Action:
    """One kind of misbehaviour.

    ``shapes_answer`` says that the answer has to be sent in another way than usual.
    """

    note: str
    options: tuple[Option, ...] = ()
    shapes_answer: bool = False
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(option.name for option in self.options))

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def as_json(self) -> dict[str, object]:
        """The action for a form that asks for its options."""
        return {
            "note": self.note,
            "options": [
                {
                    "name": option.name,
                    "kind": option.kind,
                    "default": option.default,
                    "choices": list(option.choices),
                    "required": option.required,
                }
                for option in self.options
            ],
        }


_BYTES = Option("bytes", "bytes", 0)
_CODE = Option("code", "text")
_MESSAGE = Option("message", "text")
_REQUEST_ID = Option("request_id", "flag", True)
_SIDE = Option("side", "choice", "response", SIDES)
_SPACES = Option("spaces", "count", 0)
_JITTER = Option("jitter", "seconds", 0)

ACTIONS: Mapping[str, Action] = {
    "status": Action(
        "an error answer, before anything is done",
        (Option("status", "status", 503), _CODE, _MESSAGE, _REQUEST_ID, Option("retry_after", "count")),
    ),
    "redirect": Action(
        "an answer with a Location",
        (Option("status", "status", 307), Option("location", "text"), _REQUEST_ID),
    ),
    "error_body": Action(
        "status 200 with an error in its body, and nothing is done; white space may come before it",
        (_CODE, _MESSAGE, _SPACES, Option("seconds", "seconds", 0)),
        shapes_answer=True,
    ),
    "white_space": Action(
        "white space before the body of the real answer, as the service sends it to keep a connection alive",
        (Option("spaces", "count", 3), Option("seconds", "seconds", 0)),
        shapes_answer=True,
    ),
    "reset_before": Action("a TCP reset before the body of the request is read"),
    "reset_after_request_bytes": Action(
        "a reset after so many bytes of the body; if it is shorter, only the answer is lost", (_BYTES,)
    ),
    "reset_after_response_bytes": Action(
        "a reset within the body of the answer", (_BYTES,), shapes_answer=True
    ),
    "close_after_response_bytes": Action("the answer ends early", (_BYTES,), shapes_answer=True),
    "stall_before_headers": Action("no answer for so long", (Option("seconds", "seconds"),)),
    "stall_mid_body": Action(
        "silence within the body of the answer", (_BYTES, Option("seconds", "seconds")), shapes_answer=True
    ),
    "latency": Action("a late answer", (Option("seconds", "seconds", 1), _JITTER)),
    "slow_accept": Action(
        "a new connection is left alone for so long", (Option("seconds", "seconds", 1), _JITTER)
    ),
    "bandwidth": Action(
        "so many bytes in a second and no more, in either direction",
        (Option("request", "bytes", 0), Option("response", "bytes", 0)),
        shapes_answer=True,
    ),
    "dribble": Action(
        "a few bytes at a time",
        (Option("bytes", "bytes", 1), Option("seconds", "seconds", 0.1), _SIDE),
        shapes_answer=True,
    ),
    "corrupt_byte": Action(
        "one byte of the body is damaged", (Option("offset", "bytes", 0), _SIDE), shapes_answer=True
    ),
    "wrong_etag": Action("another ETag, in the header and in XML"),
    "missing_etag": Action("no ETag, in the header and in XML"),
    "wrong_crc": Action("another CRC64, in the header and in XML"),
    "missing_crc": Action("no CRC64, in the header and in XML"),
    "wrong_content_range": Action("a Content-Range that is one byte off"),
    "missing_content_range": Action("no Content-Range"),
    "wrong_content_length": Action(
        "a Content-Length that is off by so many bytes", (Option("delta", "signed", 1),), shapes_answer=True
    ),
    "set_header": Action(
        "a header holds another value",
        (Option("header", "text", required=True), Option("value", "text", required=True)),
    ),
    "drop_header": Action("a header is left out", (Option("header", "text", required=True),)),
    "clock_skew": Action(
        "the clock of the server is off, for the Date it sends and for signatures",
        (Option("seconds", "signed", 3600, required=True),),
        shapes_answer=True,
    ),
    "expired_credential": Action(
        "the signature or the token is taken for expired",
        (Option("kind", "choice", "auto", ("auto", "signature", "token")),),
    ),
    "out_of_space": Action("500 InternalError after so many bytes of the body; nothing is kept", (_BYTES,)),
}
