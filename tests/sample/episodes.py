"""Customers' observed time cut where a covariate of leaving changes, and a Poisson fit of the hazard on it.

With a baseline that is constant within tenure bands the Poisson likelihood of (events, days) per episode is
the likelihood of the planted model itself.
"""

import numpy as np
import statsmodels.api as sm

from cxlab.sample.churn import Recent
from cxlab.sample.plan import CAUSES
from cxlab.sample.satisfaction import score


def episodes(company):
    """Return customer, from, to (days), and event: whether the episode ends with leaving dissatisfied."""
    people, contacts, waves, churn = company.people, company.contacts, company.waves, company.plan.churn
    everyone = np.arange(len(people))
    slow = contacts.slow(company.plan)
    cuts = [(everyone, company.entry), (everyone, company.end)]
    for which, lag in ((contacts.complaint, 0), (slow, churn.slow_hours // 24)):
        ends = (lag, lag + churn.window_days)
        cuts.extend((contacts.customer[which], contacts.day[which] + shift) for shift in ends)
    cuts.append((waves.customer, waves.day))
    tenures = (churn.moment_from_day, churn.moment_until_day, *churn.band_starts_days[1:])
    cuts.extend((everyone, people.start + day) for day in tenures)
    customer = np.concatenate([who for who, _ in cuts])
    day = np.concatenate([when for _, when in cuts])
    inside = (day >= company.entry[customer]) & (day <= company.end[customer])
    key = np.unique(customer[inside].astype(np.int64) * (1 << 20) + day[inside] + (1 << 19))
    customer, day = key >> 20, (key & ((1 << 20) - 1)) - (1 << 19)
    same = customer[1:] == customer[:-1]
    customer, start, stop = customer[:-1][same], day[:-1][same], day[1:][same]
    left = (company.cause == CAUSES.index("dissatisfied"))[customer] & (stop == company.end[customer])
    return customer, start, stop, left


def fit_hazard(company):
    """Return {covariate: (log hazard ratio, standard error)} of leaving dissatisfied, and what is planted."""
    people, churn = company.people, company.plan.churn
    customer, start, stop, left = episodes(company)
    middle = (start + stop) / 2
    recent = Recent(company.contacts, company.plan)
    wave = company.waves.at(customer, middle)
    tenure = middle - people.start[customer]
    columns = {
        "complaint": recent.complaint.within(customer, middle, churn.window_days),
        "slow_answer": recent.slow.within(customer, middle - churn.slow_hours / 24, churn.window_days),
        "detractor": (wave >= 0) & (score(company.waves.latent[wave], company.plan) <= 6),
        "moment": (people.moment_day[customer] >= 0)
        & (tenure > churn.moment_from_day)
        & (tenure <= churn.moment_until_day),
    }
    planted = {name: getattr(churn, name) for name in columns}
    for name in ("product", "region", "channel"):
        level = getattr(people, name)[customer]
        for number, ratio in enumerate(getattr(churn, name)["dissatisfied"][1:], 1):
            columns[f"{name}_{number}"], planted[f"{name}_{number}"] = level == number, ratio
    band = np.searchsorted(churn.band_starts_days, tenure, side="right") - 1
    for number, rate in enumerate(churn.baseline_per_year["dissatisfied"]):
        columns[f"band_{number}"], planted[f"band_{number}"] = band == number, rate / 365.25
    fit = poisson(np.column_stack(list(columns.values())), left, stop - start, baselines=5)
    return {name: (fit.params[k], fit.bse[k]) for k, name in enumerate(columns)}, planted


def poisson(matrix, events, days, *, baselines):
    """Fit log rates on true/false columns; rows that are alike are put together, which changes nothing.

    The last columns are the baselines.
    """
    code = matrix.astype(np.int64) @ (1 << np.arange(matrix.shape[1]))
    _, first, group = np.unique(code, return_index=True, return_inverse=True)
    events, days = np.bincount(group, events), np.bincount(group, days)
    model = sm.GLM(events, matrix[first].astype(float), family=sm.families.Poisson(), offset=np.log(days))
    return model.fit(start_params=np.r_[np.zeros(matrix.shape[1] - baselines), np.full(baselines, -9.0)])
