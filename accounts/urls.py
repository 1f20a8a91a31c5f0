from django.urls import path

from accounts.views import imports, offices, official_accounts, people

app_name = "accounts"
urlpatterns = [
    path("offices/", offices.office_list, name="office_list"),
    path("offices/search/", offices.office_search, name="office_search"),
    path("offices/<int:pk>/", offices.office_detail, name="office_detail"),
    path("offices/<int:pk>/invite/", people.person_invite, name="person_invite"),
    path("offices/<int:pk>/roles/give/", people.role_give, name="role_give"),
    path("invitations/<int:pk>/withdraw/", people.invitation_withdraw, name="invitation_withdraw"),
    path("roles/<int:pk>/end/", people.role_end, name="role_end"),
    path("join/<str:token>/", people.join, name="join"),
    path("start/", people.first_administrator, name="first_administrator"),
    path("settings/", people.person_settings, name="person_settings"),
    path("accounts/", official_accounts.official_account_list, name="official_account_list"),
    path("accounts/apply/", official_accounts.official_account_apply, name="official_account_apply"),
    path("accounts/register/", official_accounts.official_account_register, name="official_account_register"),
    path("accounts/import/", imports.official_account_import, name="official_account_import"),
    path("accounts/<int:pk>/", official_accounts.official_account_detail, name="official_account_detail"),
    path("accounts/<int:pk>/decide/", official_accounts.official_account_decide, name="official_account_decide"),
    path("accounts/<int:pk>/link/", official_accounts.official_account_link, name="official_account_link"),
    path("accounts/<int:pk>/activate/", official_accounts.official_account_activate, name="official_account_activate"),
    path("accounts/<int:pk>/suspend/", official_accounts.official_account_suspend, name="official_account_suspend"),
    path("accounts/<int:pk>/close/", official_accounts.official_account_close, name="official_account_close"),
    path("accounts/<int:pk>/team/add/", official_accounts.team_member_add, name="team_member_add"),
    path("team/<int:pk>/remove/", official_accounts.team_member_remove, name="team_member_remove"),
]
