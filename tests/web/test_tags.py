"""Icons and badges: a shape beside every word, and no word that becomes markup."""

import pytest

from govsocial.web.templatetags.web import badge, icon


@pytest.mark.parametrize(
    ("kind", "shape"), [("ok", "ok"), ("warn", "half"), ("bad", "x"), ("info", "info"), ("none", "none"), ("", "none")]
)
def test_a_badge_says_its_state_by_a_shape_too(kind, shape):
    assert badge(kind, "অনুমোদিত") == f'<span class="st {kind}">{icon(shape)}অনুমোদিত</span>'
    assert f'href="#i-{shape}"' in icon(shape)
    assert 'aria-hidden="true"' in icon(shape)


def test_the_words_of_a_badge_are_words():
    assert badge("ok", "<b>নাম</b>").endswith("&lt;b&gt;নাম&lt;/b&gt;</span>")


def test_an_icon_may_be_larger():
    assert 'class="i i-lg"' in icon("mark", "lg")
