// Tables of facts, and what several views show.

/** A table; on a narrow screen each row becomes a list of names and values. A head that begins with `#` is of numbers. */
function table(label, heads, body) {
  const isNumber = heads.map((head) => head.startsWith('#'));
  const names = heads.map((head) => head.replace('#', ''));
  const cell = (content, i) =>
    el(
      'td',
      { role: 'cell', 'data-head': names[i], className: isNumber[i] ? 'figure' : '' },
      content ?? el('span', { className: 'muted' }, '–'),
    );
  const head = (name, i) =>
    el('th', { role: 'columnheader', scope: 'col', className: isNumber[i] ? 'figure' : '' }, name);
  return el(
    'table',
    { role: 'table', 'aria-label': label, className: 'facts' },
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, ...names.map(head))),
    el('tbody', { role: 'rowgroup' }, ...body.map((cells) => el('tr', { role: 'row' }, ...cells.map(cell)))),
  );
}

/** Lines below each other in a cell; nothing if there are none. */
function lines(texts) {
  return texts.length ? texts.map((text) => el('span', { className: 'line-of-cell' }, text)) : null;
}

/** The order in which people write the elements of a policy and of its statements. */
const ELEMENTS = [
  'Version',
  'Statement',
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/** A policy as text: its elements in their order, and a list of one text on one line. */
function policyJson(policy) {
  const ordered = (element) =>
    Object.fromEntries(Object.entries(element).sort(([a], [b]) => ELEMENTS.indexOf(a) - ELEMENTS.indexOf(b)));
  const whole = ordered({ ...policy, Statement: policy.Statement.map(ordered) });
  return JSON.stringify(whole, null, 2).replace(/\[\n *("(?:[^"\\]|\\.)*")\n *\]/g, '[$1]');
}

/** A policy that opens: `name` tells it from the others of its view, so that it stays open. */
function policyDetails(name, title, policy) {
  const text = policyJson(policy);
  const summary = el('summary', {}, title);
  summary.dataset.name = `${name} summary`;
  const details = el(
    'details',
    {},
    summary,
    el('pre', { className: 'code', tabIndex: 0, 'aria-label': title }, text),
    copyButton('Copy policy', text),
  );
  details.dataset.name = name;
  return details;
}

/** Policies, each under its number; nothing if there are none. */
function policyList(name, policies) {
  if (!policies.length) return null;
  return policies.map((policy, i) =>
    policyDetails(`${name} ${i}`, `Policy ${i + 1}: ${plural(policy.Statement.length, 'statement')}`, policy),
  );
}
