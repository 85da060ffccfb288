"""The nine features of Lascu (2021), as best the paper's formulae can be made out.

As printed, mean, sum entropy and sum variance are sums over ``P_{x-y}``; with the differences of 8 levels the
mean could not exceed 7, yet 8 to 19 are published. What is assumed here:

- ``P_{x+y}``, the distribution of i + j, stands where ``P_{x-y}`` is printed;
- grey levels run from 1 to Ng = 8, MATLAB's default; all logarithms are natural;
- the variance V is not centred: its μ is 0, as if the mean of the matrix's entries (1 / Ng²) had been taken;
- homogeneity, printed with the formula of local homogeneity, equals it.

So a film whose lungs are neither dark nor bright comes near the published V and M. The sum variance SV as
printed, about the sum entropy, stays a quarter below the published figures; about 0, like V, it meets them
(4 V ≥ SV, and the published SV are 3.7 to 4.4 V). Both are given. The published maximum of M, 18.97, is
beyond the 16 that 8 levels allow, so other settings cannot be excluded.
"""

from cxrviewer.study import TextureSettings
from cxrviewer.texture.distribution import Distributions, Floats, entropy, mean, moment, sums
from cxrviewer.texture.haralick import contrast, correlation, inverse_difference_moment

LASCU2021 = TextureSettings(levels=8, convention="lascu2021")
"""The settings of the convention: 8 levels, neighbours, four angles, symmetric."""


def lascu2021(of: Distributions) -> dict[str, Floats]:
    """Compute the nine features of each matrix, and the sum variance about 0 beside them."""
    sum_entropy = entropy(of.p_sum)
    local_homogeneity = inverse_difference_moment(of)
    return {
        "contrast": contrast(of),
        "local_homogeneity": local_homogeneity,
        "homogeneity": local_homogeneity,
        "entropy": entropy(of.p),
        "correlation": correlation(of),
        "mean": mean(of.p_sum),
        "sum_entropy": sum_entropy,
        "variance": sums(of.levels**2 * of.p_x),
        "sum_variance": moment(of.p_sum, sum_entropy),
        "sum_variance_uncentred": moment(of.p_sum, 0.0),
    }
