from django.urls import path

from content.views import posts, queue, term_categories, term_changes, term_files, term_writing, terms, text_trial

app_name = "content"
urlpatterns = [
    path("posts/", posts.post_list, name="post_list"),
    path("posts/new/", posts.post_create, name="post_create"),
    path("posts/check/", posts.post_check, name="post_check"),
    path("posts/<int:pk>/", posts.post_detail, name="post_detail"),
    path("posts/<int:pk>/edit/", posts.post_edit, name="post_edit"),
    path("posts/<int:pk>/submit/", posts.post_submit, name="post_submit"),
    path("posts/<int:pk>/withdraw/", posts.post_withdraw, name="post_withdraw"),
    path("posts/<int:pk>/approve/", queue.post_approve, name="post_approve"),
    path("posts/<int:pk>/return/", queue.post_return, name="post_return"),
    path("posts/<int:pk>/reject/", queue.post_reject, name="post_reject"),
    path("posts/<int:pk>/publish/", posts.post_publish, name="post_publish"),
    path("queue/", queue.post_queue, name="post_queue"),
    path("prohibited-terms/", terms.prohibited_term_list, name="prohibited_term_list"),
    path("prohibited-terms/new/", term_writing.prohibited_term_create, name="prohibited_term_create"),
    path("prohibited-terms/look/", term_writing.prohibited_term_look, name="prohibited_term_look"),
    path("prohibited-terms/bulk/", term_changes.prohibited_term_bulk, name="prohibited_term_bulk"),
    path("prohibited-terms/import/", term_files.prohibited_term_import, name="prohibited_term_import"),
    path("prohibited-terms/export/", term_files.prohibited_term_export, name="prohibited_term_export"),
    path("prohibited-terms/categories/", term_categories.prohibited_category_list, name="prohibited_category_list"),
    path("prohibited-terms/test/", text_trial.prohibited_text_test, name="prohibited_text_test"),
    path("prohibited-terms/<int:pk>/", terms.prohibited_term_detail, name="prohibited_term_detail"),
    path("prohibited-terms/<int:pk>/edit/", term_writing.prohibited_term_edit, name="prohibited_term_edit"),
    path("prohibited-terms/<int:pk>/dry-run/", terms.prohibited_term_dry_run, name="prohibited_term_dry_run"),
    path("prohibited-terms/<int:pk>/propose/", terms.prohibited_term_propose, name="prohibited_term_propose"),
    path("term-changes/<int:pk>/confirm/", term_changes.term_change_confirm, name="term_change_confirm"),
    path("term-changes/<int:pk>/refuse/", term_changes.term_change_refuse, name="term_change_refuse"),
    path("term-changes/<int:pk>/withdraw/", term_changes.term_change_withdraw, name="term_change_withdraw"),
]
