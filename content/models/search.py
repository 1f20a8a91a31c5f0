"""What the search looks in: a post's present text, folded as screening folds it."""

from django.db import models

from content.models.post import Post


class PostText(models.Model):
    """The folded text, alternative texts and source of a post. Its index is made by migration: GIN on PostgreSQL, FTS5
    on SQLite."""

    post = models.OneToOneField(Post, primary_key=True, on_delete=models.CASCADE, related_name="folded")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:60]
