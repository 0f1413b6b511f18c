"""Proposals of what the backlog could become: kept, so that somebody else can agree to them later.

They stand in a table of their own, not among the plans: they consist of promises with days, have no runs, and are
agreed line by line, where a plan is published as a whole.
"""

from __future__ import annotations

from django.db import models


class BacklogProposal(models.Model):
    """A proposal; people read its id as ``B-<id>``.

    Parameters
    ----------
    generation, today
        Where the company stood when it was made.
    figures
        JSON: the measure of leaving all as it is, of moving nobody, and of the proposal.
    lines
        JSON: promises and what they would become, see `company.queries.backlog_proposals`.
    agreed
        JSON: numbers of the promises that somebody agreed to.
    """

    made = models.DateTimeField()
    actor = models.TextField()
    generation = models.BigIntegerField()
    today = models.BigIntegerField()
    figures = models.TextField()
    lines = models.TextField()
    agreed = models.TextField(default="[]")

    class Meta:
        app_label = "company"
        db_table = "backlog_proposal"
