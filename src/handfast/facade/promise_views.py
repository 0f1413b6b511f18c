"""Views of the promise book: kept under a name, shared where somebody may, and opened by whoever may see them."""

from __future__ import annotations

from dataclasses import replace

from handfast.company.actions.keep_view import change_view, drop_view, keep_view
from handfast.company.people.permissions import Permission
from handfast.company.queries.promise_list import PromiseList
from handfast.company.queries.promise_views import PromiseView, Terms, no_view, view_by_id, views_of
from handfast.errors import NotAllowed, NotFound
from handfast.facade.looking import Looking
from handfast.facade.needs import needs
from handfast.sentences import sentence


class PromiseViews(Looking):
    """What people look at again and again."""

    @needs(Permission.PROMISE_SEE)
    def promise_views(self) -> list[PromiseView]:
        """Return one's own views, then those that are shared; not those that name whom one may not see."""
        return [each for each in self._run(views_of, self.actor) if self._sees_view(each)]

    @needs(Permission.PROMISE_SEE)
    def promise_view(self, view: int) -> PromiseView:
        """Return a view.

        Raises
        ------
        NotFound
            There is none, it is not shared, or it names whom they may not see: the answer is the same.
        """
        found = self._run(view_by_id, view)
        if not self._sees_view(found):
            raise NotFound(no_view(view))
        return found

    @needs(Permission.PROMISE_SEE)
    def promises_in(self, terms: Terms, *, offset: int = 0, limit: int = 100) -> PromiseList:
        """Return a page of the promise book as a view's terms say."""
        if not self._seeing().names:
            terms = replace(terms, group="" if terms.group == "customer" else terms.group)
            terms = replace(terms, by="" if terms.by == "customer" else terms.by)
        return self.promise_list(terms.search(self.actor), offset=offset, limit=limit)

    @needs(Permission.PROMISE_SEE)
    def keep_promise_view(self, name: str, terms: Terms, *, shared: bool = False) -> PromiseView:
        """Keep a view under a name.

        Raises
        ------
        NotAllowed
            They may not share views, or not see whom it names.
        Conflict
            The name does not do, or they keep too many.
        """
        self._assert_may_keep(terms, shared=shared)
        return self._run(keep_view, name, terms, shared=shared, owner=self.actor, now=self.clock())

    @needs(Permission.PROMISE_SEE)
    def change_promise_view(
        self, view: int, *, name: str | None = None, terms: Terms | None = None, shared: bool | None = None
    ) -> PromiseView:
        """Give a view another name, other terms, or share it or not; None: as it is.

        Whoever may share views may also take one that somebody else shares back to its owner; all else is its owner's.

        Raises
        ------
        NotFound
            There is no such view for them.
        NotAllowed
            It is somebody else's, or they may not share views.
        Conflict
            The name does not do.
        """
        found = self.promise_view(view)
        takes_back = name is None and terms is None and shared is False
        if found.owner != self.actor and not (takes_back and self.person.may(Permission.VIEWS_SHARE)):
            raise NotAllowed(
                sentence(
                    "“{name}” is {owner}'s: keep what you see as a view of your own.",
                    name=found.name,
                    owner=found.owner,
                )
            )
        new = found.terms if terms is None else terms
        share = found.shared if shared is None else shared
        self._assert_may_keep(new, shared=share and not found.shared)
        called = found.name if name is None else name
        return self._run(change_view, view, called, new, shared=share, now=self.clock())

    @needs(Permission.PROMISE_SEE)
    def drop_promise_view(self, view: int) -> None:
        """Let a view of one's own go.

        Raises
        ------
        NotFound
            There is no such view for them.
        NotAllowed
            It is somebody else's.
        """
        found = self.promise_view(view)
        if found.owner != self.actor:
            raise NotAllowed(
                sentence("“{name}” is {owner}'s, who alone can delete it.", name=found.name, owner=found.owner)
            )
        self._run(drop_view, view)

    def _sees_view(self, view: PromiseView) -> bool:
        if not view.shared and view.owner != self.actor:
            return False
        seeing, terms = self._seeing(), view.terms
        return (seeing.names or not terms.names_somebody) and (not terms.customer or seeing.customer(terms.customer))

    def _assert_may_keep(self, terms: Terms, *, shared: bool) -> None:
        if shared:
            self.person.assert_may(Permission.VIEWS_SHARE)
        seeing = self._seeing()
        seeing.assert_customer(terms.customer)
        if terms.order and not seeing.names:
            raise NotAllowed(sentence("{person} does not see customers' orders.", person=self.person))
