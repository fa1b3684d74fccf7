"""Scripts of a page: how the controls of a widget are operated by keyboard, what an explorer shows."""

CONTROLS = "select, input[type=checkbox], input[type=number], input[type=range], [role=slider]"
VALUE = """(control) => control.type === 'checkbox' ? String(control.checked)
  : [...(control.selectedOptions || [])].map(option => option.index).join() || control.value"""
# JupyterLab takes the arrows of a list that is not open; Space opens it.
KEYS = """(control) => control.type === 'checkbox' ? ['Space']
  : control.type === 'select-one'
  ? ['Space', control.selectedIndex < control.length - 1 ? 'ArrowDown' : 'ArrowUp', 'Enter']
  : [control.value === control.max ? 'ArrowDown' : 'ArrowUp']"""
# Figure, sentence, table.
SHOWN = """(panel) => [
  [...panel.querySelectorAll('img')].map(image => image.src),
  [...panel.querySelectorAll('[role=status]')].map(said => said.textContent),
  [...panel.querySelectorAll('table')].map(table => table.textContent),
].map(part => JSON.stringify(part))"""
