// The views beside the calls. Each is loaded while it is visible.

/** Asks for paths of the control plane, all at once. */
const paths =
  (...all) =>
  (signal) =>
    Promise.all(all.map((path) => ask('GET', path, { signal })));

const VIEWS = {
  buckets: { load: paths('overview'), show: showBuckets },
  bucket: { load: loadBucket, show: showBucket },
  accounts: { load: paths('accounts'), show: showAccounts },
  kms: { load: paths('kms', 'overview'), show: showKms },
  due: { load: paths('overview'), show: showDue },
  faults: { load: paths('faults'), show: showFaults },
};

/** What is shown in a view now: it is left alone as long as nothing changes. */
const shownIn = new Map();

/** The number of the newest load of each view: an older one that comes later is not shown. */
const loads = new Map();

/** Asks for what a view shows, and shows it if it is new. */
async function refresh(name, signal) {
  const load = (loads.get(name) ?? 0) + 1;
  loads.set(name, load);
  const told = await VIEWS[name].load(signal);
  if (loads.get(name) !== load) return;
  // The time always changes; only its minute is shown.
  const text = JSON.stringify(told, (key, value) => (key === 'now' ? value.slice(0, 16) : value));
  if (shownIn.get(name) === text) return;
  shownIn.set(name, text);
  const made = VIEWS[name].show(...told);
  for (const [place, shown] of Object.entries(Array.isArray(made) ? { [name]: made } : made)) {
    fill(byId(`shown-${place}`), shown);
  }
}

/** Puts new elements into a place. What was open stays open, and what had the focus keeps it. */
function fill(place, shown) {
  const open = new Set([...place.querySelectorAll('details[open]')].map((it) => it.dataset.name));
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.name : null;
  place.replaceChildren(...shown);
  for (const details of place.querySelectorAll('details')) details.open = open.has(details.dataset.name);
  if (focused) [...place.querySelectorAll('[data-name]')].find((it) => it.dataset.name === focused)?.focus();
}
