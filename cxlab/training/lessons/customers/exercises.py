"""The exercises of lesson 1 and the errors that people make in them."""

from __future__ import annotations

import pandas as pd

from ....language import N_
from ...exercise import Exercise, Misconception
from .data import SILENT, Data

__all__ = ["EXERCISES"]


def _running(data: Data) -> pd.DataFrame:
    contracts = data.contracts
    return contracts[(contracts["start"] <= data.day) & ~(contracts["end"] < data.day)]


def _customers(data: Data) -> set[int]:
    return {*_running(data)["customer_id"]}


def _linked(data: Data) -> pd.DataFrame:
    return data.tickets[data.tickets["customer_id"].isin(data.contracts["customer_id"])]


def _writers(data: Data) -> set[int]:
    return {*_linked(data)["customer_id"]}


def _unowned(data: Data) -> set[str]:
    table = data.touchpoints
    return {*table.loc[table["owner"].isna(), "touchpoint"]}


def _unmapped(data: Data) -> set[str]:
    return {*data.tickets["touchpoint"]} - {*data.touchpoints["touchpoint"]}


EXERCISES = (
    Exercise(
        name="customers-1",
        kind="number",
        right=lambda data: len(_customers(data)),
        hints=(
            N_(
                "Three questions: has the contract begun by that day? Is it still running? Is it the same person twice?"
            ),
            N_(
                "A contract without an end is running, and so is one whose end lies after that day. Who gave notice is still a customer."
            ),
            N_(
                'Choose the rows with `(contracts["start"] <= data.day) & ~(contracts["end"] < data.day)`, then count people, not rows.'
            ),
        ),
        explains=N_(
            "{contracts} contracts were ever signed; on that day there were {customers} customers. Both figures are right; only one of them answers the "
            "question. Write the definition beside the figure, or it will be another one next year."
        ),
        values=lambda data: {"contracts": len(data.contracts), "customers": len(_customers(data))},
        misconceptions=(
            Misconception(
                "contracts",
                lambda data: len(data.contracts),
                N_(
                    "That is the number of contracts ever signed. Some ended years ago, and some people have two of them."
                ),
            ),
            Misconception(
                "running_contracts",
                lambda data: len(_running(data)),
                N_(
                    "Those are contracts, not people: whoever has a membership and a course contract counts twice."
                ),
            ),
            Misconception(
                "everybody_ever",
                lambda data: data.contracts["customer_id"].nunique(),
                N_(
                    "That is everybody who ever had a contract, including those who left long ago and those whose contract has not begun."
                ),
            ),
            Misconception(
                "open_end_only",
                lambda data: _running(data).loc[lambda table: table["end"].isna(), "customer_id"].nunique(),
                N_(
                    "You left out those who have given notice. They train, pay and complain until their last day, and they "
                    "are the ones whom you could still win back."
                ),
            ),
            Misconception(
                "not_yet_begun",
                lambda data: data.contracts.loc[~(data.contracts["end"] < data.day), "customer_id"].nunique(),
                N_(
                    "You counted people whose contract begins next year. They have signed, but on that day they were not customers yet."
                ),
            ),
        ),
    ),
    Exercise(
        name="customers-2",
        kind="share",
        tolerance=0.004,
        right=lambda data: len(_linked(data)) / len(data.tickets),
        hints=(
            N_("A ticket belongs to a customer if its number is one that the contracts know."),
            N_("`isin` says for each ticket whether its `customer_id` occurs in `data.contracts`."),
            N_('`data.tickets["customer_id"].isin(...)`; the `mean()` of it is a share.'),
        ),
        explains=N_(
            "About one ticket in {one_in:.0f} belongs to nobody whom we know. Whoever counts tickets per customer has to say so, "
            "and whoever owns the ticket system can mend it: a field that may not be left empty."
        ),
        values=lambda data: {"one_in": 1 / (1 - len(_linked(data)) / len(data.tickets))},
        misconceptions=(
            Misconception(
                "has_a_number",
                lambda data: float(data.tickets["customer_id"].notna().mean()),
                N_(
                    "That is the share of tickets with a customer number. Some of these numbers are from the old system: no "
                    "contract knows them."
                ),
            ),
            Misconception(
                "of_those_with_a_number",
                lambda data: len(_linked(data)) / int(data.tickets["customer_id"].notna().sum()),
                N_(
                    "You left tickets without a number out of the denominator. They are tickets, too; without them the data "
                    "look better than they are."
                ),
            ),
            Misconception(
                "not_linked",
                lambda data: 1 - len(_linked(data)) / len(data.tickets),
                N_("That is the share that cannot be linked. The question was for the others."),
            ),
        ),
    ),
    Exercise(
        name="customers-3",
        kind="share",
        tolerance=0.004,
        right=lambda data: len(_writers(data) & _customers(data)) / len(_customers(data)),
        hints=(
            N_("Who is in the denominator? Then everybody in the numerator has to be one of them."),
            N_("Begin with the customers from exercise 1 and ask of each: is there at least one ticket?"),
            N_(
                '`customers = running["customer_id"].drop_duplicates()`, then `customers.isin(...)` and its `mean()`.'
            ),
        ),
        explains=N_(
            "Numerator and denominator speak of the same people, once each. That sounds trivial, and yet most quarrels "
            "about rates are about exactly this."
        ),
        misconceptions=(
            Misconception(
                "tickets_per_customer",
                lambda data: (
                    int(_linked(data)["customer_id"].isin(_customers(data)).sum()) / len(_customers(data))
                ),
                N_(
                    "That is tickets per customer. Some people write often: the figure rises when a few write more, even if "
                    "nobody else does."
                ),
            ),
            Misconception(
                "former_in_numerator",
                lambda data: len(_writers(data)) / len(_customers(data)),
                N_(
                    "In your numerator there are people who are no longer customers, in the denominator there are not. "
                    "A share of a group counts members of the group only."
                ),
            ),
            Misconception(
                "everybody_below",
                lambda data: len(_writers(data)) / data.contracts["customer_id"].nunique(),
                N_(
                    "Your denominator holds everybody who ever had a contract. People who left years ago cannot write a "
                    "ticket; they make the share look small."
                ),
            ),
        ),
    ),
    Exercise(
        name="customers-4",
        kind="names",
        right=lambda data: (_unowned(data) - {SILENT}) | _unmapped(data),
        hints=(
            N_(
                "Begin with the tickets, not with the map: which touchpoints occur there? Then look for the owner of each."
            ),
            N_(
                "An owner can be lacking in two ways: the map names none, or the touchpoint is not in the map at all."
            ),
            N_(
                '`data.tickets.merge(data.touchpoints, on="touchpoint", how="left")` keeps all tickets; where is `owner` missing?'
            ),
        ),
        explains=N_(
            "{tickets} tickets of the year came from there, and nobody had to do anything about it. A finding without an owner "
            "is a finding without consequence."
        ),
        values=lambda data: {
            "tickets": int(
                data.tickets["touchpoint"].isin((_unowned(data) - {SILENT}) | _unmapped(data)).sum()
            )
        },
        misconceptions=(
            Misconception(
                "map_only",
                _unowned,
                N_(
                    "You looked into the map only. It names a touchpoint from which no ticket came, and it does not know one "
                    "from which tickets do come."
                ),
            ),
            Misconception(
                "blank_only",
                lambda data: _unowned(data) - {SILENT},
                N_(
                    "You have the one whose owner is blank in the map. But tickets also come from a touchpoint that is not in "
                    "the map at all: an inner join loses it without a word."
                ),
            ),
            Misconception(
                "not_in_map_only",
                _unmapped,
                N_(
                    "You have the one that is not in the map. In the map, too, there is a touchpoint with tickets and without an owner."
                ),
            ),
            Misconception(
                "every_gap",
                lambda data: _unowned(data) | _unmapped(data),
                N_(
                    "That is every gap of the map. One of these touchpoints had no ticket all year: it can wait."
                ),
            ),
        ),
    ),
    Exercise(
        name="customers-5",
        kind="choice",
        right=lambda data: "c",
        hints=(
            N_("Is any of the three figures wrong?"),
            N_("What would have to be written beside each figure so that nobody quarrels about it?"),
        ),
        explains=N_(
            "All three count correctly, each something else. One sentence per figure ends the quarrel: who counts, on which "
            "day, from which system. It belongs where the data are described, in the data pot, not into an e-mail."
        ),
        misconceptions=(
            Misconception(
                "system_of_record",
                lambda data: "a",
                N_(
                    "Naming one system as the truth does not help: it answers its own question correctly and the other two not "
                    "at all."
                ),
            ),
            Misconception(
                "average",
                lambda data: "b",
                N_(
                    "An average of three different things is none of them. The three do not measure the same figure with errors; "
                    "they measure different figures."
                ),
            ),
            Misconception(
                "cautious",
                lambda data: "d",
                N_(
                    "The smallest figure is not the safe one: with a small denominator every rate, that of complaints too, "
                    "becomes too large."
                ),
            ),
        ),
    ),
)
