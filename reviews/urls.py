from django.urls import path

from reviews.views import circulars, clarifications, excusals

app_name = "reviews"
urlpatterns = [
    path("clarifications/", clarifications.clarification_list, name="clarification_list"),
    path("clarifications/ask/", clarifications.clarification_ask, name="clarification_ask"),
    path("clarifications/<int:pk>/", clarifications.clarification_detail, name="clarification_detail"),
    path("clarifications/<int:pk>/answer/", clarifications.clarification_answer, name="clarification_answer"),
    path("clarifications/<int:pk>/publish/", clarifications.clarification_publish, name="clarification_publish"),
    path("clarifications/<int:pk>/withdraw/", clarifications.clarification_withdraw, name="clarification_withdraw"),
    path("circulars/", circulars.circular_list, name="circular_list"),
    path("circulars/issue/", circulars.circular_issue, name="circular_issue"),
    path("circulars/public/", circulars.public_list, name="public_circular_list"),
    path("circulars/public/<int:pk>/", circulars.public_detail, name="public_circular_detail"),
    path("circulars/public/<int:pk>/copy/", circulars.public_copy, name="public_circular_copy"),
    path("circulars/<int:pk>/", circulars.circular_detail, name="circular_detail"),
    path("circulars/<int:pk>/copy/", circulars.circular_copy, name="circular_copy"),
    path("circulars/<int:pk>/offices/", circulars.circular_offices, name="circular_offices"),
    path("circulars/<int:pk>/remind/", circulars.circular_remind, name="circular_remind"),
    path("circulars/sent/<int:pk>/acknowledge/", circulars.circular_acknowledge, name="circular_acknowledge"),
    path("excusals/", excusals.excusal_list, name="excusal_list"),
    path("excusals/<int:pk>/", excusals.excusal_detail, name="excusal_detail"),
    path("excusals/<int:pk>/decide/", excusals.excusal_decide, name="excusal_decide"),
    path("excusals/<int:pk>/end/", excusals.excusal_end, name="excusal_end"),
    path(
        "excusals/accounts/<int:pk>/<slug:edition>/<str:code>/ask/",
        excusals.account_excusal_ask,
        name="account_excusal_ask",
    ),
    path(
        "excusals/offices/<int:pk>/<slug:edition>/<str:code>/ask/",
        excusals.office_excusal_ask,
        name="office_excusal_ask",
    ),
]
