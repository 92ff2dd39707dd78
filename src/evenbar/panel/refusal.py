"""Refusals: what an action says when a rule forbids it, and how a page shows that sentence.

A refusal is a sentence a person can act on. Who may not even know that something exists gets a 404 from
visibility.py instead.
"""

from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render


class Refused(Exception):  # noqa: N818 - the field's word; it is an answer, not a fault
    """An action that a rule forbids. `sentence` is shown to the person; `status` is the HTTP status of the page."""

    def __init__(self, sentence: str, *, status: int = 409) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


METHOD_NOT_ALLOWED = 405
ONLY_FORMS = "This address only takes forms. Go back to the page that you came from, or begin at Today."


class AnswerRefusals:
    """Turn a Refused that no form caught into a page, or JSON for scripts, with its sentence."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == METHOD_NOT_ALLOWED and request.method == "GET":
            # Somebody typed or reloaded an address that a form posts to; an empty 405 would be a blank page.
            page = render(request, "refused.html", {"sentence": ONLY_FORMS}, status=METHOD_NOT_ALLOWED)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, Refused):
            return None
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"refused": exception.sentence}, status=exception.status)
        return render(request, "refused.html", {"sentence": exception.sentence}, status=exception.status)


answer_refusals = AnswerRefusals
