"""One fact per file: what two adverts have in common, or what parts them. Each function reads many pairs at once.

A function's docstring is the sentence that a reviewer reads. Level 0 means that nothing can be said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from adwatch.resolve.compare.decided import decided
from adwatch.resolve.compare.near_age import near_age
from adwatch.resolve.compare.near_place import near_place
from adwatch.resolve.compare.near_text import near_text
from adwatch.resolve.compare.outcome import Outcome
from adwatch.resolve.compare.same_account import same_account
from adwatch.resolve.compare.same_address import same_address
from adwatch.resolve.compare.same_advert import same_advert
from adwatch.resolve.compare.same_alias import same_alias
from adwatch.resolve.compare.same_email import same_email
from adwatch.resolve.compare.same_handle import same_handle
from adwatch.resolve.compare.same_languages import same_languages
from adwatch.resolve.compare.same_persons import same_persons
from adwatch.resolve.compare.same_phone import same_phone
from adwatch.resolve.compare.same_photo import same_photo
from adwatch.resolve.compare.same_price import same_price
from adwatch.resolve.compare.shared_writing import shared_writing
from adwatch.resolve.compare.succession import succession
from adwatch.resolve.index import Index
from adwatch.resolve.table import Rows

Comparison: TypeAlias = Callable[[Index, Rows, Rows], Outcome]

FACTS: Mapping[str, Comparison] = {
    comparison.__name__: comparison
    for comparison in (
        *(same_advert, same_phone, same_email, same_handle, same_account, same_address, same_photo),
        *(near_text, shared_writing, same_alias, near_age, same_price, same_languages, same_persons),
        *(near_place, succession, decided),
    )
}
"""Every comparison by its name, in the order in which evidence is shown."""
