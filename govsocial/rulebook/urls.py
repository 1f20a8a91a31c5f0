from django.urls import path

from govsocial.rulebook import views

app_name = "rulebook"
urlpatterns = [
    path("", views.edition_list, name="edition_list"),
    path("<slug:code>/", views.edition_detail, name="edition_detail"),
    path("<slug:code>/<str:clause>/", views.clause_detail, name="clause_detail"),
]
