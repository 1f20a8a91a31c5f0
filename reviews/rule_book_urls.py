from django.urls import path

from reviews.views import drafts, editions, rule_book

app_name = "rulebook"
urlpatterns = [
    path("", rule_book.edition_list, name="edition_list"),
    path("changes/", rule_book.proposal_list, name="proposal_list"),
    path("parameters/<int:pk>/change/", rule_book.parameter_change, name="parameter_change"),
    path("proposals/<int:pk>/confirm/", rule_book.proposal_confirm, name="proposal_confirm"),
    path("proposals/<int:pk>/withdraw/", rule_book.proposal_withdraw, name="proposal_withdraw"),
    path("parameters/<int:pk>/rewrite/", drafts.draft_value_change, name="draft_value_change"),
    path("parameters/<int:pk>/remove/", drafts.draft_value_remove, name="draft_value_remove"),
    path("editions/<slug:code>/copy/", drafts.edition_copy, name="edition_copy"),
    path("editions/<slug:code>/change/", drafts.edition_change, name="edition_change"),
    path("editions/<slug:code>/clauses/add/", drafts.clause_add, name="clause_add"),
    path("editions/<slug:code>/put-in-force/", editions.edition_put_in_force, name="edition_put_in_force"),
    path("editions/<slug:code>/withdraw/", editions.edition_withdraw, name="edition_withdraw"),
    path("offices/<int:pk>/", editions.office_edition, name="office_edition"),
    path("offices/<int:pk>/end/", editions.office_edition_end, name="office_edition_end"),
    path("<slug:code>/", rule_book.edition_detail, name="edition_detail"),
    path("<slug:code>/<str:clause>/", rule_book.clause_detail, name="clause_detail"),
    path("<slug:code>/<str:clause>/change/", drafts.clause_change, name="clause_change"),
    path("<slug:code>/<str:clause>/remove/", drafts.clause_remove, name="clause_remove"),
    path("<slug:code>/<str:clause>/parameters/add/", drafts.draft_value_add, name="draft_value_add"),
]
