"""A reviewer's look at an exhibit before it is published: no account, a signed address, a word to the curators."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from exhibit.languages import active
from exhibit.models import ReviewComment, ReviewLink
from exhibit.publishing.preview import Preview, preview_page

MOST_COMMENTS = 500
"""For one link: more would be no review."""


class CommentForm(forms.ModelForm):
    """A name and a text."""

    class Meta:
        model = ReviewComment
        fields = ("name", "text")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, token: str) -> HttpResponse:
    """The exhibit as of the link's day, drafts included; a comment is kept for the curators' desk."""
    link = ReviewLink.objects.of_token(token)
    if link is None:
        raise Http404
    if not link.is_open:
        return _private(render(request, "review/closed.html", {"link": link}, status=410))
    form = CommentForm(request.POST or None, initial={"name": link.reviewer})
    if request.method == "POST":
        if link.comments.count() >= MOST_COMMENTS:
            form.add_error(None, _("There are too many comments here already. Write to the museum."))
        elif form.is_valid():
            form.instance.link = link
            form.save()
            return _private(HttpResponseRedirect(f"{request.path}?said#review"))
    preview = Preview(link.as_of, link, get_token(request), "said" in request.GET, request.path)
    preview.form = form
    response = preview_page(request, link.exhibit, preview, active())
    if form.is_bound:
        response.status_code = 400
    return response


def _private(response: Any) -> Any:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
