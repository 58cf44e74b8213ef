// A wrong signature: what the server signed, and where the client's text differs.

function signature(record) {
  if (!record.signature) return null;
  const { string_to_sign, canonical_request, mistake, provided } = record.signature;
  const compared = canonical_request ?? string_to_sign;
  const name = canonical_request === null ? 'string to sign' : 'canonical request';
  const code = el('pre', { className: 'code lines', tabIndex: 0, 'aria-label': `The server's ${name}` });
  const told = el('p', { className: 'muted' });
  markLines(code, compared, mistake);
  tellDifference(told, mistake);

  const pasted = el('textarea', { id: 'pasted', rows: 3, spellcheck: false });
  pasted.addEventListener('input', () => {
    // A copied log line ends with a line feed where the text has none.
    const client = compared.endsWith('\n') ? pasted.value : pasted.value.replace(/\n$/, '');
    const difference = pasted.value === '' ? mistake : firstDifference(compared, client);
    markLines(code, compared, difference);
    if (pasted.value !== '' && difference === null) told.textContent = 'The two are equal: the secrets differ.';
    else tellDifference(told, difference);
  });
  const paste = el(
    'label',
    { for: 'pasted' },
    `Paste the ${name} of your client, from its debug log: the first line that differs is marked`,
  );

  const toSign =
    canonical_request === null
      ? null
      : [
          el('h4', {}, "The server's string to sign"),
          el(
            'pre',
            { className: 'code', tabIndex: 0, 'aria-label': "The server's string to sign" },
            withoutTokens(string_to_sign),
          ),
          copyButton('Copy string to sign', string_to_sign),
        ];
  return part(
    'Signature',
    told,
    el('h4', {}, `The server's ${name}`),
    code,
    copyButton(`Copy ${name}`, compared),
    paste,
    pasted,
    ...(toSign ?? []),
    facts([['Signature sent', el('code', {}, provided)]]),
  );
}

function tellDifference(told, difference) {
  told.textContent = difference ? `Line ${difference.line} is the first in which the two differ.` : '';
  told.hidden = !difference;
}

/** The lines with their numbers; behind the one that differs stands what the client signed there. */
function markLines(code, text, difference) {
  const lines = text.split('\n');
  // The client's text may have more lines.
  while (difference && lines.length < difference.line) lines.push('');
  const shown = (text) => (text === '' ? el('span', { className: 'muted' }, '(empty)') : withoutTokens(text));
  const line = (name, label, content) =>
    el('span', { className: name }, el('span', { className: 'gutter' }, label), el('span', {}, content), '\n');
  code.classList.toggle('marked', Boolean(difference));
  code.replaceChildren(
    ...lines.flatMap((content, i) => {
      if (i + 1 !== difference?.line) return [line('line', `${i + 1}`, withoutTokens(content))];
      return [
        line('line server', `${i + 1} server`, shown(content)),
        line('line client', 'client', shown(difference.client)),
      ];
    }),
  );
}
