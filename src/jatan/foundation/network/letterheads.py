"""What stands at the head of a paper for an office: which organisation writes, and where it is found."""

import uuid
from dataclasses import dataclass

from jatan.foundation.network.models import Office, Organisation
from jatan.kernel.localised import Localised


@dataclass(frozen=True)
class Letterhead:
    """Name, address and telephone of an organisation in one language; "" for what nobody wrote down."""

    name: str
    address: str
    phone: str


def letterhead_of(organisation_id: uuid.UUID, language: str) -> Letterhead:
    """The head of the organisation's papers: of its offices the first that has an address, else the first."""
    organisation = Organisation.objects.get(pk=organisation_id)
    offices = sorted(
        Office.objects.filter(organisation_id=organisation_id), key=lambda one: (not one.address, not one.phone, one.pk)
    )
    name = Localised(hi=organisation.name_hi, en=organisation.name_en)
    phone = next((one.phone for one in offices if one.phone), "")
    address = " ".join(offices[0].address.split()) if offices else ""
    return Letterhead(name.hi if language == "hi" else name.en, address, phone)
