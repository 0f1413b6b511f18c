"""What the server's process does first: opens the company, brings it into memory, and hands over the application.

It is told by an environment variable, for the server starts it as a process of its own.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from handfast.errors import NotFound

if TYPE_CHECKING:
    from handfast import facade
    from handfast.doors.serve.statics import Application

TOLD = "HANDFAST_SERVER_TOLD"


@dataclass(frozen=True)
class Told:
    """What the server's process is told.

    Parameters
    ----------
    place
        The company.
    demo
        Whether it is a demonstration.
    log
        ``json``, ``console`` or ``quiet``.
    own_core
        Whether it keeps to a core of its own.
    """

    place: str
    demo: bool
    log: str
    own_core: bool

    def tell(self) -> None:
        """Put it where the server's process finds it."""
        os.environ[TOLD] = json.dumps(asdict(self))


def application() -> Application:
    """Return the application, ready to answer."""
    from handfast import facade
    from handfast.doors.entrance.served import begin_serving
    from handfast.doors.serve.application import application_in
    from handfast.doors.serve.settings import configure_logging
    from handfast.doors.serve.surroundings import demonstration, production

    told = Told(**json.loads(os.environ[TOLD]))
    configure_logging(told.log)
    made = application_in(demonstration() if told.demo else production(os.environ))
    company = facade.open(told.place, actor="server")
    atexit.register(company.close)
    begin_serving(company)
    company.when_loaded(spare_searching)
    bring_into_memory(company)
    spare_searching()
    if told.own_core:
        from handfast.doors.serve.own_core import keep_to_own_core

        keep_to_own_core(company.at_once)
    return made


def bring_into_memory(company: facade.Company) -> None:
    """Load the company, so that the first question is answered as fast as the next; an empty one has nothing yet."""
    try:
        company.names()
    except NotFound:
        return


def spare_searching() -> None:
    """Leave all that is in memory by now out of Python's searches for what nobody needs any more.

    Such a search looks at everything: with a company in memory it kept an answer waiting for a tenth of a second (half
    a second on a busy machine), with a large one for seconds. A company that is replaced goes without one: nothing in
    it refers back to what holds it.
    """
    gc.collect(1)
    gc.freeze()
