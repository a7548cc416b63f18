"""samplics: surveys on numpy and pandas. It has no poverty measure: the mean of a column of who is poor."""

import numpy as np
from samplics.estimation import ReplicateEstimator, TaylorEstimator
from samplics.utils.types import PopParam, RepMethod
from samplics.weighting import ReplicateWeight

from parties.data import LINE, REPLICATES, Data


def se_headcount(d: Data):
    """The column of who is poor stands ready"""
    poor = (d.income < LINE).astype(float)

    def run() -> list[float]:
        estimator = TaylorEstimator(PopParam.mean)
        estimator.estimate(y=poor, samp_weight=d.weights, stratum=d.strata, psu=d.psu)
        return [estimator.point_est, estimator.stderror]

    return run


def boot_headcount(d: Data):
    """The column of who is poor stands ready"""
    poor = (d.income < LINE).astype(float)

    def run() -> list[float]:
        maker = ReplicateWeight(RepMethod.bootstrap, nb_reps=REPLICATES, rand_seed=1)
        weights = maker.replicate(samp_weight=d.weights, psu=d.psu, stratum=d.strata, rep_prefix="r")
        columns = weights[[f"r{number + 1}" for number in range(REPLICATES)]]
        estimator = ReplicateEstimator(RepMethod.bootstrap, PopParam.mean)
        estimator.estimate(y=poor, samp_weight=d.weights, rep_weights=columns)
        return [float(np.ravel(estimator.stderror)[0])]

    return run
