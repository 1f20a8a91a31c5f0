from django.urls import path

from content.views import posts, queue

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
]
