"""axe-core on a page: what the rules of accessibility (WCAG 2.2 A and AA, best practices) forbid."""

from axe_playwright_python.sync_playwright import Axe

GRAVE = ("serious", "critical")


def violations(page, within=None, impacts=GRAVE):
    """Return what breaks a rule, a line per place: impact, rule, where, what.

    `within` is a CSS selector: a widget is judged without the JupyterLab around it.
    """
    found = Axe().run(page, context=within, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{violation['impact']} {violation['id']}: {' '.join(map(str, node['target']))}: {node['html'][:160]}"
        for violation in found
        if violation["impact"] in impacts
        for node in violation["nodes"]
    ]
