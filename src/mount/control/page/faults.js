// The faults that are armed.

function showFaults({ faults }) {
  if (!faults.length) {
    const fault = '{"operation": "GetObject", "first": 2, "effect": {"error": "ServiceUnavailable"}}';
    return [
      emptyState(
        'No fault is armed',
        el('p', {}, 'This lets the next two calls of GetObject fail:'),
        command(`curl -s --json '${fault}' ${location.origin}/_ossmock/faults`),
      ),
    ];
  }
  const body = faults.map((fault) => [
    `${fault.id}`,
    fault.fault,
    fault.armed_by,
    fault.calls.toLocaleString('en'),
    fault.hits.toLocaleString('en'),
    disarm(fault),
  ]);
  return [table('Faults', ['Id', 'Fault', 'Armed by', '#Calls', '#Hits', 'Ends'], body)];
}

function disarm({ id, armed_here }) {
  if (!armed_here) return el('span', { className: 'muted' }, 'with its guard');
  const button = el('button', { type: 'button', 'aria-label': `Disarm fault ${id}` }, 'Disarm');
  button.dataset.name = `disarm ${id}`;
  button.addEventListener('click', async () => {
    button.disabled = true;
    await ask('DELETE', `faults?id=${id}`).then(
      () => announce(`Fault ${id} is disarmed`),
      (error) => announce(error.message),
    );
    // The new list shows the result.
    await refresh('faults').catch(() => {});
    viewOf('faults').querySelector('button')?.focus();
  });
  return button;
}
