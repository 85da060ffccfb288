"""How every interval is made; light, for those who only read figures."""

from typing import Final

PERCENT: Final = 95
REPEATS: Final = 1000
SEED: Final = 0
FEWEST_FILMS: Final = 10  # of fewer, resampling says too little
