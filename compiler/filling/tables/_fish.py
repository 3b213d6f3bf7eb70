"""The fish of samples, as the subjects of rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fish:
    """[fish] of several samples: its sample, and its number in it from 0."""

    sample: Int64
    number: Int64

    def __len__(self) -> int:
        return len(self.sample)


def number_fish(sizes: Int64) -> Fish:
    """The fish of samples of these sizes, sample by sample."""
    sample = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
    return Fish(sample, np.arange(len(sample), dtype=np.int64) - (np.cumsum(sizes) - sizes)[sample])
