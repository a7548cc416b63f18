r"""How much the weight of each row moves a measure: the influence functions behind the standard errors.

.. math:: u_i = \frac{\partial T}{\partial w_i}

The variance of a measure T is that of the total :math:`\sum_i w_i u_i` (Deville 1999; Demnati and Rao 2004). For each
measure there is a function of the same name with the same arguments; it returns u, shape (n,). It is the derivative of
what the measure computes from these rows, equal incomes included, except where a quantile or the number of people below
a moving line is concerned: there it needs the density of incomes (`_distribution`), and is an estimate.

If scaling the weights does not change T, then :math:`\sum_i w_i u_i = 0`; for a total it is T. Weights c times as large
make u c times as small. The u of a row with a weight of 3 is that of each of three rows.

Letters: :math:`W = \sum w_i`, :math:`Y = \sum w_i y_i`, :math:`\mu = Y / W`, Q(p) the quantile, f the density,
:math:`g_i` the gap by the line, 0 for who is not poor, :math:`W_p` the weight of the poor, :math:`P_0 = W_p / W`.

**A relative line** has an error of its own: :math:`T'(z)\, \partial z / \partial w_i` is added to u, and each docstring
gives the slope :math:`T'(z)`. `domain` marks the rows that the measure is about, if the line is that of all rows: the
poor of one region by a national line. Rows outside then have the u by which they move the line.

References
----------
Demnati, A. and Rao, J. N. K. (2004). Linearization variance estimators for survey data. Survey Methodology 30(1).

Deville, J.-C. (1999). Variance estimation for complex statistics and estimators. Survey Methodology 25(2), 193-203.

Kovačević, M. and Binder, D. (1997). Variance estimation for measures of income inequality and polarization. Journal of
Official Statistics 13(1), 41-58.

Langel, M. and Tillé, Y. (2013). Variance estimation of the Gini index: revisiting a result several times published.
Journal of the Royal Statistical Society A 176(2), 521-540.
"""

from collections.abc import Callable

import numpy as np

from zjpoverty import inequality, poverty
from zjpoverty._arrays import check_alpha, check_line, is_poor
from zjpoverty._relative import box_cox, one_if_zero
from zjpoverty.survey._distribution import ELSE, Distribution

MEASURES = (
    "atkinson fgt generalized_entropy gini headcount hoover income_gap_ratio mean mean_log_deviation poverty_gap "
    "poverty_severity quantile quantile_ratio sen sen_shorrocks_thon share share_ratio theil time_to_exit total "
    "total_shortfall watts wolfson"
).split()


def influence(measure: Callable | str) -> Callable[..., np.ndarray]:
    """Return the influence function of a measure, found by its name.

    Examples
    --------
    >>> influence(poverty.headcount)([50, 200], line=100)
    array([ 0.25, -0.25])
    """
    name = measure if isinstance(measure, str) else getattr(measure, "__name__", repr(measure))
    # a reader's own function may be called gini too
    ours = isinstance(measure, str) or str(getattr(measure, "__module__", "")).startswith("zjpoverty.")
    if not ours or name not in MEASURES:
        raise ValueError(f"{name} has no influence function, so its standard error cannot be linearised. {ELSE}")
    return globals()[name]


# Means, quantiles and the Lorenz curve


def mean(income, weights=None):
    r"""Mean: :math:`u_i = (y_i - \mu) / W`."""
    return _mean(Distribution(income, weights))[1]


def total(income, weights=None):
    r"""Total: :math:`u_i = y_i`."""
    return Distribution(income, weights).y.copy()


def quantile(income, p, weights=None):
    r"""Quantile, for one p: :math:`u_i = (p - b_i) / (W f(Q(p)))`.

    :math:`b_i` is 1 below the quantile, 0 above it, and at it the fraction that makes :math:`\sum w_i b_i = p W`.
    """
    return _quantile(Distribution(income, weights), p)[1]


def quantile_ratio(income, upper=0.9, lower=0.1, weights=None):
    r"""Ratio of quantiles: :math:`u_i = (u_i^{upper} - R\, u_i^{lower}) / Q(lower)`."""
    F = Distribution(income, weights)
    R = inequality.quantile_ratio(F.sorted[0], upper, lower, F.sorted[1])
    Q, u = _quantile(F, lower)
    return (_quantile(F, upper)[1] - R * u) / Q


def generalized_lorenz_at(income, p, weights=None):
    r"""Generalized Lorenz curve at p: :math:`u_i = [\min(y_i - Q(p), 0) + p\, Q(p) - GL(p)] / W`."""
    F = Distribution(income, weights)
    below = F.below(p)
    return (below - F.w @ below / F.W) / F.W


def lorenz_at(income, p, weights=None):
    r"""Lorenz curve at p: :math:`u_i = [\min(y_i - Q(p), 0) + p\, Q(p) - L(p)\, y_i] / Y` (Kovačević and Binder 1997).

    It needs no density: who is met by a moving quantile has the income of the quantile, on either side of it.
    """
    return _lorenz(Distribution(income, weights), p)[1]


def share(income, low, high, weights=None):
    r"""Share of income between two ranks: :math:`u_i = u_i^{L(high)} - u_i^{L(low)}`."""
    F = Distribution(income, weights)
    inequality.share(F.sorted[0], low, high, F.sorted[1])  # refuses what has no shares
    return _lorenz(F, high)[1] - _lorenz(F, low)[1]


def share_ratio(income, weights=None, *, top=0.1, bottom=0.4):
    r"""Ratio of the shares of top and bottom: :math:`u_i = -(u_i^{L(1-top)} + R\, u_i^{L(bottom)}) / L(bottom)`."""
    F = Distribution(income, weights)
    R = inequality.share_ratio(*F.sorted, top=top, bottom=bottom)
    L, u = _lorenz(F, bottom)
    return -(_lorenz(F, 1 - top)[1] + R * u) / L


# Inequality


def gini(income, weights=None):
    r"""Gini: :math:`u_i = [d_i - G\, (Y + W y_i)] / (W Y)`, :math:`d_i = \sum_j w_j |y_i - y_j|`.

    Langel and Tillé (2013) have d by ranks; as a sum of distances it needs no rule for equal incomes.
    """
    F = Distribution(income, weights)
    inequality.gini(*F.sorted)  # refuses what has no shares
    return _gini(F)[1]


def generalized_entropy(income, alpha, weights=None):
    r"""Generalized entropy: :math:`u_i = [e_i - (1 + \alpha (x_i - 1))\, GE] / W`, with :math:`x_i = y_i / \mu`.

    .. math:: e_i = \frac{x_i^\alpha - 1 - \alpha (x_i - 1)}{\alpha (\alpha - 1)}

    is what the measure is the mean of, in a form that stays exact near alpha 0 and 1 (see `inequality`).
    """
    F = Distribution(income, weights)
    return _entropy(F, alpha, inequality.generalized_entropy(F.y, alpha, F.w))


def theil(income, weights=None):
    """Theil: generalized entropy with alpha = 1."""
    F = Distribution(income, weights)
    return _entropy(F, 1, inequality.theil(F.y, F.w))


def mean_log_deviation(income, weights=None):
    """Mean log deviation: generalized entropy with alpha = 0."""
    F = Distribution(income, weights)
    return _entropy(F, 0, inequality.mean_log_deviation(F.y, F.w))


def atkinson(income, epsilon, weights=None):
    r"""Atkinson: :math:`u_i = \frac{E}{W} \left[ x_i - 1 - \frac{(x_i / E)^k - 1}{k} \right]`, with :math:`E = 1 - A`.

    :math:`k = 1 - \epsilon`; for k = 0 the fraction is :math:`\ln (x_i / E)`.
    """
    F = Distribution(income, weights)
    E, x = 1 - inequality.atkinson(F.y, epsilon, F.w), _relative(F)
    return E * (x - 1 - box_cox(x / E, 1 - epsilon)) / F.W


def hoover(income, weights=None):
    r"""Hoover: :math:`u_i = [|y_i - \mu| - 2 H y_i - B\, (y_i - \mu)] / (2 Y)`.

    B is the share of people above the mean less the share below it.
    """
    F = Distribution(income, weights)
    H = inequality.hoover(F.y, F.w)
    # an income equal to the mean is on neither side, whatever the last digit of the mean
    apart = np.where(np.isclose(F.y, F.mean, rtol=1e-12, atol=0), 0, F.y - F.mean)
    B = F.w @ np.sign(apart) / F.W
    return (np.abs(apart) - 2 * H * F.y - B * apart) / (2 * F.W * F.mean)


def wolfson(income, weights=None):
    r"""Wolfson's :math:`P = 2 \frac{\mu}{m} (1 - 2 L - G)`, m the median, L = L(0.5).

    .. math:: u_i = P \left( \frac{u_i^\mu}{\mu} - \frac{u_i^m}{m} \right) - 2 \frac{\mu}{m} (2 u_i^L + u_i^G)
    """
    F = Distribution(income, weights)
    P = inequality.wolfson(*F.sorted)
    mu, u_mu = _mean(F)
    m, u_m = _quantile(F, 0.5)
    return P * (u_mu / mu - u_m / m) - 2 * mu / m * (2 * _lorenz(F, 0.5)[1] + _gini(F)[1])


# Poverty: u for a line that stands still, and the slope by which a relative one moves the measure


def fgt(income, line, alpha, weights=None, *, at_line="not poor", domain=None):
    r"""FGT: :math:`u_i = (1_{poor}\, g_i^\alpha - P_\alpha) / W`, :math:`P'(z) = \alpha (P_{\alpha-1} - P_\alpha) / z`.

    For alpha = 0 it is :math:`P_0'(z) = f(z)`: only those whom the line meets change sides.
    """
    F, z, moved = _line(income, line, weights, domain)
    alpha = check_alpha(alpha)
    poor = is_poor(F.y, z, at_line)
    powers = (np.maximum(z - F.y, 0) / z) ** alpha if alpha else poor  # as in the measure: 0 ** 0 is 1
    P = (F.w * powers).sum() / F.W
    u = (powers - P) / F.W
    if alpha == 0:
        return moved(u, lambda: F.density(z))
    b = F.y < z
    return moved(u, lambda: alpha * (F.w[b] @ (1 - F.y[b] / z) ** (alpha - 1) / F.W - P) / z)


def headcount(income, line, weights=None, *, at_line="not poor", domain=None):
    """Headcount: `fgt` with alpha = 0."""
    return fgt(income, line, 0, weights, at_line=at_line, domain=domain)


def poverty_gap(income, line, weights=None, *, domain=None):
    """Poverty gap: `fgt` with alpha = 1."""
    return fgt(income, line, 1, weights, domain=domain)


def poverty_severity(income, line, weights=None, *, domain=None):
    """Poverty severity: `fgt` with alpha = 2."""
    return fgt(income, line, 2, weights, domain=domain)


def watts(income, line, weights=None, *, domain=None):
    r"""Watts: :math:`u_i = (1_{poor} \ln (z / y_i) - T) / W`, :math:`T'(z) = P_0 / z`."""
    F, z, moved = _line(income, line, weights, domain)
    T = poverty.watts(F.y, z, F.w)
    poor = (F.y < z) & (F.y > 0)  # a zero that the measure lets pass has no weight, and counts for nothing
    u = (np.log(np.divide(z, F.y, out=np.ones(F.y.size), where=poor)) - T) / F.W
    return moved(u, lambda: F.w @ poor / F.W / z)


def time_to_exit(income, line, growth, weights=None, *, domain=None):
    """Mean time to exit poverty: Watts by growth."""
    poverty.time_to_exit([1], 1, growth)  # refuses a growth of zero or less
    return watts(income, line, weights, domain=domain) / float(growth)


def total_shortfall(income, line, weights=None, *, domain=None):
    r"""Total shortfall: :math:`u_i = \max(z - y_i, 0)`, :math:`T'(z) = W_p`."""
    F, z, moved = _line(income, line, weights, domain)
    return moved(np.maximum(z - F.y, 0), lambda: F.w @ (F.y < z))


def income_gap_ratio(income, line, weights=None, *, at_line="not poor", domain=None):
    r"""Income gap ratio: :math:`u_i = 1_{poor} (g_i - I) / W_p`, :math:`I'(z) = (1 - I) / z - I f(z) / P_0`.

    The last term: who becomes poor at the line has no gap, and lowers the mean gap of the poor.
    """
    F, z, moved = _line(income, line, weights, domain)
    ratio = poverty.income_gap_ratio(F.y, z, F.w, at_line=at_line)
    poor = is_poor(F.y, z, at_line)
    P_0 = F.w @ poor / F.W
    u = poor * ((z - F.y) / z - ratio) / (F.W * P_0)
    return moved(u, lambda: (1 - ratio) / z - ratio * F.density(z) / P_0)


def sen(income, line, weights=None, *, at_line="not poor", domain=None):
    r"""Sen: :math:`u_i = \frac{1}{W} \left[ 1_{poor} \left( \frac{2 m_i}{W_p} - \frac{S}{P_0} \right) - S \right]`.

    .. math:: m_i = \sum_{j\ poor} w_j \max(g_i, g_j), \qquad S'(z) = (P_0 - S) / z + f(z)\, (2 I - S / P_0)

    The last term: who becomes poor at the line has no gap, but changes the ranks of all the poor.
    """
    F, z, moved = _line(income, line, weights, domain)
    S = poverty.sen(F.y, z, F.w, at_line=at_line)
    poor = is_poor(F.y, z, at_line)
    P_0 = F.w @ poor / F.W
    if P_0 == 0:  # rows of weight zero may be poor: the first of the poor adds their gap
        return moved(poor * (1 - F.y / z) / F.W, lambda: 0.0)
    gaps = Distribution(((z - F.y) / z)[poor], F.w[poor])
    u = np.full(F.y.size, -S / F.W)
    u[poor] += (2 * gaps.larger / gaps.W - S / P_0) / F.W
    return moved(u, lambda: (P_0 - S) / z + F.density(z) * (2 * gaps.mean - S / P_0))


def sen_shorrocks_thon(income, line, weights=None, *, domain=None):
    r"""Sen-Shorrocks-Thon: :math:`u_i = 2 (m_i / W - T) / W`, :math:`T'(z) = [1 - (1 - P_0)^2 - T] / z`.

    :math:`m_i = \sum_j w_j \max(g_i, g_j)`, because T is the mean larger gap of all pairs of people;
    :math:`1 - (1 - P_0)^2` is the share of pairs with at least one poor.
    """
    F, z, moved = _line(income, line, weights, domain)
    gaps = Distribution(np.maximum(z - F.y, 0) / z, F.w)
    T = F.w @ gaps.larger / F.W**2
    u = 2 / F.W * (gaps.larger / F.W - T)
    return moved(u, lambda: (1 - (1 - F.w @ (F.y < z) / F.W) ** 2 - T) / z)


def _line(income, line, weights, domain):
    """Return the distribution, the line, and a function that adds to u what the line's own movement does."""
    everybody = F = Distribution(income, weights)
    if domain is not None:
        F = Distribution(F.y, np.where(domain, F.w, 0))

    def stands(u, slope):
        return u if domain is None else np.where(domain, u, 0)

    if not isinstance(line, poverty.RelativeLine):
        return F, check_line(line, F.y.size), stands
    u_z = (_quantile(everybody, 0.5) if line.of == "median" else _mean(everybody))[1]
    z = line(everybody.y, everybody.w)
    return F, z, lambda u, slope: stands(u, slope) + slope() * line.share * u_z


def _mean(F: Distribution) -> tuple[float, np.ndarray]:
    return F.mean, (F.y - F.mean) / F.W


def _quantile(F: Distribution, p: float) -> tuple[float, np.ndarray]:
    if np.ndim(p) or not 0 < p < 1:
        raise ValueError(f"p must be one number between 0 and 1 for a standard error to be linearised, but it is {p}.")
    Q = F.quantile(p)
    b = (F.y < Q).astype(float)
    at = F.y == Q
    if W_at := F.w[at].sum():
        b[at] = (p * F.W - F.w @ b) / W_at
    return Q, (p - b) / (F.W * F.density(Q))


def _lorenz(F: Distribution, p: float) -> tuple[float, np.ndarray]:
    Y, below = F.W * F.mean, F.below(p)
    L = F.w @ below / Y
    return L, (below - L * F.y) / Y


def _gini(F: Distribution) -> tuple[float, np.ndarray]:
    Y = F.W * F.mean
    G = F.w @ F.distances / (2 * F.W * Y)
    return G, (F.distances - G * (Y + F.W * F.y)) / (F.W * Y)


def _entropy(F: Distribution, alpha: float, GE: float) -> np.ndarray:
    x = _relative(F)
    if alpha < 0.5:
        e = (x - 1 - box_cox(x, alpha)) / (1 - alpha)
    else:
        e = (x * box_cox(one_if_zero(x), alpha - 1) - (x - 1)) / alpha
    return (e - (1 + alpha * (x - 1)) * GE) / F.W


def _relative(F: Distribution) -> np.ndarray:
    """Return incomes by their mean; a zero without a weight, whose logarithm nobody needs, is put at the mean."""
    return np.where((F.w == 0) & (F.y <= 0), 1, F.y / F.mean)
