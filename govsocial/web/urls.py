from django.urls import path

from govsocial.web import resume, views

app_name = "web"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("resume/", resume.resume, name="resume"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("healthz", views.healthz, name="healthz"),
]
