"""A synthesis of a pot whose score nobody has given, or all alike."""

import pandas as pd
import pytest

from cxlab.templates.swot_synthesis import rated_items


@pytest.mark.parametrize("scores", [[None] * 4, [9, 9, 9, None]])
def test_what_does_not_vary_has_no_aspects_to_explain_it(scores):
    class Pot(dict):
        pass

    data = Pot(responses=pd.DataFrame({"nps": pd.array(scores, "Int64"), "sat_price": [1, 2, 3, 4]}))
    assert rated_items(data, score="nps")[1] == {}
