from django.urls import path

from govsocial.dashboard import clause_rows, compliance, office_compliance, views

app_name = "dashboard"
urlpatterns = [
    path("compliance/", compliance.compliance, name="compliance"),
    path("compliance/<int:pk>/", compliance.compliance, name="compliance_of"),
    path("compliance/<int:pk>/clauses/<str:code>/", clause_rows.compliance_clause, name="compliance_clause"),
    path("compliance/<int:pk>/clauses/<str:code>/remind/", clause_rows.breach_remind, name="breach_remind"),
    path("compliance/offices/<int:pk>/", office_compliance.office_compliance, name="office_compliance"),
    path("", views.my_work, name="my_work"),
    path("notices/", views.notice_list, name="notice_list"),
    path("notices/read/", views.notices_read, name="notices_read"),
    path("notices/<int:pk>/open/", views.notice_open, name="notice_open"),
    path("readyz", views.readyz, name="readyz"),
]
