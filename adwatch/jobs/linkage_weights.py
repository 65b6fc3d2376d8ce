"""The weights that a run learned, kept for the runs after it, with when and on how much they were learned."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from adwatch.resolve.compare import FACTS
from adwatch.resolve.training import Learned
from adwatch.resolve.weights import Weighing


@dataclass(frozen=True, slots=True)
class KeptWeights:
    """Weights to the last bit, the log-odds from which two are one, and when and on how much they were learned."""

    learned: Learned
    on: date

    @property
    def weighing(self) -> Weighing:
        """The weights."""
        return self.learned.weighing

    @property
    def threshold(self) -> float:
        """The log-odds from which two adverts are one advertiser's."""
        return self.learned.threshold

    @property
    def source(self) -> str:
        """Where they are from, for whoever reads a weight."""
        return f"learned on {self.on}, {self.learned.adverts} versions, {self.learned.pairs} pairs"

    def as_text(self) -> str:
        """As the store keeps them."""
        told: Mapping[str, object] = {
            "facts": list(FACTS),
            "weight": self.weighing.weight.tolist(),
            "anchor": self.weighing.anchor.tolist(),
            "prior": self.weighing.prior,
            "threshold": self.threshold,
            "adverts": self.learned.adverts,
            "pairs": self.learned.pairs,
            "on": self.on.isoformat(),
        }
        return json.dumps(told)

    @classmethod
    def of(cls, text: str) -> KeptWeights | None:
        """What `as_text` gave; None for nothing, and for weights of other facts than this adwatch compares."""
        told = json.loads(text) if text else {}
        if told.get("facts") != list(FACTS):
            return None
        weight, anchor = (np.array(told[name], np.float32) for name in ("weight", "anchor"))
        learned = Learned(Weighing(weight, anchor, told["prior"]), told["adverts"], told["pairs"], told["threshold"])
        return cls(learned, date.fromisoformat(told["on"]))
