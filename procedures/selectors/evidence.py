"""What stands behind a permit: its files, and whether one of them shows that it is finished."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from procedures.files import PROOF
from procedures.models import Permit, PermitEvent, PermitQuerySet
from workplace.models import Attachment


def with_proof(permits: PermitQuerySet) -> PermitQuerySet:
    """`has_proof`: a 批复 stands at the permit or at one of its events; within the same query."""
    proof = Attachment.objects.standing().filter(label=PROOF, content_type__app_label="procedures")
    of_permit = proof.filter(content_type__model="permit", object_id=OuterRef("pk"))
    events = PermitEvent.objects.filter(permit=OuterRef(OuterRef("pk"))).values("pk")
    of_event = proof.filter(content_type__model="permitevent", object_id__in=events)
    return permits.annotate(has_proof=Exists(of_permit) | Exists(of_event))


def files_of(permit: Permit) -> QuerySet[Attachment]:
    """All of a permit, taken away ones too: its own and those of what happened to it."""
    events = PermitEvent.objects.filter(permit=permit).values("pk")
    own = Q(content_type__model="permit", object_id=permit.pk)
    of_event = Q(content_type__model="permitevent", object_id__in=events)
    return Attachment.objects.filter(own | of_event, content_type__app_label="procedures")
