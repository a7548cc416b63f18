"""The pass over sorted rows, compiled by numba: imported only where numba is installed, and never needed."""

import numba
import numpy as np

_LANES = 32  # replicates that pass over the rows together, side by side in the processor's registers


@numba.njit(parallel=True, cache=True)
def ranked(y, w, psu, m):
    r"""Return :math:`\sum_i y_i v_i C_i`, with :math:`v_i = w_i m_{a(i)}`, for each column of `m`, shape (P, R)."""
    P, R = m.shape
    A = np.zeros(R)
    for group in numba.prange((R + _LANES - 1) // _LANES):
        low = group * _LANES
        lanes = min(_LANES, R - low)
        part = np.zeros((P, _LANES))
        part[:, :lanes] = m[:, low : low + lanes]
        C, total = np.zeros(_LANES), np.zeros(_LANES)
        for i in range(y.size):
            row = part[psu[i]]
            for r in range(_LANES):
                v = w[i] * row[r]
                C[r] += v
                total[r] += y[i] * v * C[r]
        A[low : low + lanes] = total[:lanes]
    return A
