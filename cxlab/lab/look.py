"""How explorers look: a few rules that reach nothing outside them."""

from __future__ import annotations

from cxlab.report.notebook_style import rules_of

__all__ = ["STYLE"]

RULES = """
.jupyter-widgets.cxlab-tabs > .lm-TabBar .lm-TabBar-content { flex-wrap: wrap; }
.jupyter-widgets.cxlab-tabs > .lm-TabBar .lm-TabBar-tab { flex: 0 0 auto; max-width: 100%; padding: 0 10px; }
.cxlab-explorer { max-width: 960px; }
.cxlab-controls { display: flex; flex-flow: row wrap; gap: 4px 16px; align-items: center; overflow: visible; }
.cxlab-controls .widget-dropdown, .cxlab-controls .widget-text { width: auto; max-width: calc(100% - 4px); }
.cxlab-controls .widget-checkbox { width: auto; }
.cxlab-explorer .widget-html-content { line-height: 1.5; overflow: visible; min-width: 0; }
.cxlab-explorer img { max-width: 100%; height: auto; background: #fff; }
.cxlab-explorer :focus-visible { outline: 2px solid #1f5fa8; outline-offset: 1px; }
.cxlab-said p, .cxlab-said li { font-size: 1.05em; max-width: 75ch; }
.cxlab-explorer table { font-size: .92em; }
.cxlab-explorer table th, .cxlab-explorer table td { padding-right: .7rem !important; }
.cxlab-code { padding: 8px 12px; overflow-x: auto; background: var(--jp-cell-editor-background, #f5f5f5); }
"""
STYLE = f"<style>{RULES}{rules_of('table')}</style>"
