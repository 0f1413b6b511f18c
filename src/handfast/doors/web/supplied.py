"""Where something comes from, as people name it: a lot, a receipt, or a run with what it does and where."""

from __future__ import annotations

from django.utils.translation import gettext as _

from handfast.doors.web.in_words import in_words
from handfast.facade.naming import Names, Way


def supplied(kind: str, name: str, run: str, names: Names) -> str:
    """Return a supply in words.

    Parameters
    ----------
    kind
        ``stock``, ``receipt``, ``run``, ``uncovered``, or a kind of minutes or quota.
    name
        The lot, the receipt, the run's process, or the resource.
    run
        How the run is called, where there is one: ``R-12``.
    """
    match kind:
        case "stock":
            return _("stock, lot %(lot)s") % {"lot": name} if name else _("stock")
        case "receipt":
            return _("receipt %(name)s") % {"name": name}
        case "run":
            done = way_in_words(name, names)
            return f"{run}, {done}" if run else done
        case "uncovered":
            return _("nothing covers it")
        case "capacity":
            return _("hours of %(resource)s") % {"resource": names.resource(name)}
        case "overtime":
            return _("overtime of %(resource)s") % {"resource": names.resource(name)}
        case "team_overtime":
            return _("a team's overtime")
        case "allocation":
            return _("what is allocated to its segment")
    return f"{kind} {name}".strip()


def way_in_words(name: str, names: Names) -> str:
    """Return what a run does, by its process's name: where it is made, of whom it is bought, whence it is moved."""
    way = names.way(name)
    if way is None:
        return in_words(name)
    said = _done(way)
    return _("%(done)s, expedited") % {"done": said} if way.expedited else said


def _done(way: Way) -> str:
    whence = in_words(way.whence)
    match way.kind:
        case "buy":
            return _("bought from %(whence)s") % {"whence": whence} if whence else _("bought")
        case "move":
            return _("moved from %(whence)s") % {"whence": whence}
        case "substitute":
            return _("instead of it, at %(whence)s") % {"whence": whence}
    return _("made in %(whence)s") % {"whence": whence}
