"""Room for deep calls, so that their depth costs nothing.

CPython (from 3.11 on) keeps the frames of a thread in chunks of 16 KiB, and gives a chunk back as
soon as the frame that began it returns (Python/pystate.c, `_PyThreadState_PushFrame` and
`_PyThreadState_PopFrame`). Where the depth of the calls swings around the edge of a chunk, every
call asks the system for memory, and a third of a request's time can go there.

A frame that does not fit gets a chunk of its own, as large as the next power of two: whatever it
calls then lives in what is left of it.
"""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# Just over a quarter of a megabyte, in words of 8 bytes: the chunk is half a megabyte, and the
# rest of it holds thousands of frames. What nobody touches of it takes no memory.
_WORDS = 33_000


def with_room(call: Callable[P, R]) -> Callable[P, R]:
    """The same function; below it calls may be as deep as they like. Once per thread or request."""

    def roomy(*args: P.args, **kwargs: P.kwargs) -> R:
        return call(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=_WORDS)
    functools.update_wrapper(roomy, call)
    return roomy
