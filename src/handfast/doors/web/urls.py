"""The addresses of all pages. Each name has its line in `handfast.doors.entrance.access.ACCESS`."""

from __future__ import annotations

from django.urls import path

from handfast.doors.web.data_urls import urlpatterns as data
from handfast.doors.web.pages import (
    account,
    audit,
    backlog,
    balance,
    customers,
    directory,
    password_links,
    people,
    promise,
    promise_views,
    promises,
    quote,
    search,
    second_factor,
    sign_in,
    today,
    visit,
)
from handfast.doors.web.supply_urls import urlpatterns as supply

urlpatterns = [
    path("", today.today, name="today"),
    path("today/balance/", balance.balance, name="today_balance"),
    path("search/", search.search, name="search"),
    # coming in
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/second-factor/", second_factor.second_factor, name="second_factor"),
    path("sign-in/forgotten/", password_links.reset, name="reset"),
    path("sign-in/forgotten/<str:number>/<str:token>/", password_links.reset_link, name="reset_link"),
    path("invitation/<str:number>/<str:token>/", password_links.invitation, name="invitation"),
    path("sign-in/directory/", directory.directory, name="directory"),
    path("sign-in/directory/back/", directory.back, name="directory_back"),
    path("visit/", visit.visit, name="visit"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    # the quote desk
    path("quote/", quote.quote, name="quote"),
    path("quote/answer/", quote.answer, name="quote_answer"),
    path("quote/line/", quote.line, name="quote_line"),
    path("quote/choices/<str:of>/", quote.choices, name="quote_choices"),
    path("quote/hold/", quote.hold, name="quote_hold"),
    path("quote/promise/", quote.promise, name="quote_promise"),
    # the promise book
    path("promises/", promises.promises, name="promises"),
    path("promises/excel/", promises.excel, name="promises_excel"),
    path("promises/choices/<str:of>/", quote.choices, {"page_of": "promises"}, name="promises_choices"),
    path("promises/views/", promise_views.keep, name="promises_keep"),
    path("promises/views/<number:number>/", promise_views.change, name="promises_change"),
    path("promises/views/<number:number>/delete/", promise_views.drop, name="promises_drop"),
    path("promises/new-days/", backlog.backlog, name="backlog"),
    path("promises/new-days/<number:number>/", backlog.backlog, name="backlog_proposal"),
    path("promises/new-days/<number:number>/agree/", backlog.agree, name="backlog_agree"),
    path("promises/new-days/propose/", backlog.propose, name="backlog_propose"),
    path("promises/new-days/jobs/<number:number>/", backlog.job, name="backlog_job"),
    path("promises/<number:number>/", promise.promise, name="promise"),
    path("promises/<number:number>/promise/", promise.settle, name="promise_settle"),
    path("promises/<number:number>/release/", promise.release, name="promise_release"),
    path("promises/<number:number>/revise/", promise.revise, name="promise_revise"),
    path("promises/<number:number>/withdraw/", promise.withdraw, name="promise_withdraw"),
    path("promises/<number:number>/ship/", promise.ship, name="promise_ship"),
    path("promises/<number:number>/deliver/", promise.deliver, name="promise_deliver"),
    *data,
    *supply,
    # customers
    path("customers/", customers.customers, name="customers"),
    path("customers/<str:key>/", customers.customer, name="customer"),
    # one's account
    path("account/", account.account, name="account"),
    path("account/reading/", account.reading, name="account_reading"),
    path("account/password/", account.password, name="account_password"),
    path("account/sessions/", account.sessions, name="account_sessions"),
    path("account/second-factor/", account.second_factor, name="account_second_factor"),
    path("account/tokens/", account.tokens, name="account_tokens"),
    path("account/tokens/<number:number>/", account.token, name="account_token"),
    # people
    path("people/", people.people, name="people"),
    path("people/invite/", people.invitation, name="people_invite"),
    path("people/of/<str:username>/", people.person, name="people_person"),
    path("audit/", audit.audit, name="audit"),
]
