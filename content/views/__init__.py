"""Screens of posts: writing, the queue, deciding, publishing."""
