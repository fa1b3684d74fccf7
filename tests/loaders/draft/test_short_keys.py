"""Keys too short to be found by their values alone, in columns that are called alike."""

from cxlab.loaders.draft import init_pot


def test_short_keys_are_linked_by_the_name_of_their_column(tmp_path):
    # By hand: each of C0 to C49 of the complaints is one of the customers C0 to C59.
    customers = [f"C{k},2024-01-{k % 28 + 1:02},N" for k in range(60)]
    complaints = [f"K{k},C{k % 50},2025-02-{k % 28 + 1:02},billing" for k in range(100)]
    head = {
        "customers": "customer_id,signup_date,region",
        "complaints": "complaint_id,customer_id,created,category",
    }
    for name, rows in {"customers": customers, "complaints": complaints}.items():
        (tmp_path / f"{name}.csv").write_text("\n".join([head[name], *rows]) + "\n", encoding="utf-8")
    found = init_pot(tmp_path)
    assert "complaints.customer_id" in found.text
    assert not any("not linked" in str(one) for one in found.unsure)
