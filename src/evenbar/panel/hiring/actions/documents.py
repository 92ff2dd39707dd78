"""A candidate's papers come in and go out. Who may have which paper is said in visibility.py."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from evenbar.panel.hiring import visibility
from evenbar.panel.hiring.actions.checking import named
from evenbar.panel.hiring.models import Candidate, Document, DocumentContent
from evenbar.panel.ledger.actions import record
from evenbar.panel.people.models import User
from evenbar.panel.refusal import Refused

PDF = b"%PDF-"


@transaction.atomic
def add_document(
    *, actor: User, candidate: Candidate, kind: str, title: str, content: bytes, at: datetime | None = None
) -> Document:
    """Keep a PDF of a candidate. Managers of an opening they are in may. Ledger: document, kind, size, its SHA-256."""
    if not visibility.candidates_for(actor).filter(pk=candidate.pk).exists():
        raise PermissionDenied
    if kind not in Document.Kind.values:
        raise Refused(f"{kind} is not a kind of document. Choose from {', '.join(Document.Kind.values)}.")
    _require_pdf(content)
    document = Document.objects.create(
        candidate=candidate,
        kind=kind,
        title=named(_printable(title), "The title", 200),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=actor,
        uploaded_at=at or timezone.now(),
    )
    DocumentContent.objects.create(document=document, content=content)
    record(
        actor,
        "hiring.document-added",
        document,
        candidate=candidate.pk,
        kind=kind,
        size=document.size,
        sha256=document.sha256,
    )
    return document


@transaction.atomic
def record_download(*, actor: User, document: Document) -> bytes:
    """Give out a document's bytes. Who sees the document may. Ledger: document, candidate."""
    if not visibility.documents_for(actor).filter(pk=document.pk).exists():
        raise PermissionDenied
    record(actor, "hiring.document-downloaded", document, candidate=document.candidate_id)
    return bytes(DocumentContent.objects.get(document=document).content)


def _require_pdf(content: bytes) -> None:
    limit = settings.DOCUMENT_LIMIT
    if len(content) > limit:
        raise Refused(f"The file is over {limit // 1024 // 1024} MB. Choose a smaller PDF.")
    if not content.startswith(PDF):
        raise Refused("The file is not a PDF. Save the document as PDF and choose that file.")


def _printable(title: str) -> str:
    return "".join(sign for sign in title if sign.isprintable())
