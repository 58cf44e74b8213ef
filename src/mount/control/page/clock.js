// The clock of the fake, its distance from the machine's, and the dialog that moves it.

/** The clocks as the server told them, and when: between its answers the page counts on. */
let clocks = null;

/** The seconds in a unit of time, and the designator of the unit in an ISO 8601 duration. */
const UNITS = [
  ['week', 604_800, 'W'],
  ['day', 86_400, 'D'],
  ['hour', 3_600, 'H'],
  ['minute', 60, 'M'],
  ['second', 1, 'S'],
];

/** Asks for the clocks, and shows them. */
async function refreshClock() {
  const told = await ask('GET', 'clock');
  clocks = { ...told, now: Date.parse(told.now), machine: Date.parse(told.machine), since: performance.now() };
  showClock();
}

/** The two clocks at this moment, in milliseconds. */
function clocksNow() {
  const passed = performance.now() - clocks.since;
  return { now: clocks.now + (clocks.frozen ? 0 : passed), machine: clocks.machine + passed };
}

function showClock() {
  if (!clocks) return;
  const { now, machine } = clocksNow();
  const course = clocks.frozen ? 'frozen' : 'runs';
  const apart = distance(now - machine, 60, 1);
  setText(byId('clock-time'), shownTime(now));
  setText(byId('clock-course'), [course, apart].filter(Boolean).join(', '));
  if (!byId('clock-dialog').open) return;
  setText(byId('clock-fake'), shownTime(now));
  setText(byId('clock-runs'), clocks.frozen ? 'frozen' : "runs with the machine's clock");
  setText(byId('clock-machine'), shownTime(machine));
  setText(byId('clock-distance'), distance(now - machine, 1, 2) || 'none');
}

const shownTime = (milliseconds) => `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** How far the fake is from the machine, in its greatest units; empty if it is less than the least unit. */
function distance(milliseconds, least, most) {
  // The two are told a moment apart.
  const text = length(Math.abs(milliseconds) / 1000 + 0.2, least, most);
  return text && `${text} ${milliseconds < 0 ? 'behind' : 'ahead'}`;
}

function length(seconds, least, most = 2) {
  let rest = Math.floor(seconds);
  const parts = [];
  // Days are counted, weeks are not: it is plain then what a date would be.
  for (const [unit, size] of UNITS.slice(1)) {
    const count = size < least ? 0 : Math.floor(rest / size);
    if (count > 0 && parts.length < most) parts.push(plural(count, unit));
    rest -= count * size;
  }
  return parts.join(' ');
}

/** The ISO 8601 duration of a text such as `15 min` or `1 day`; another text as it is, for the server to judge. */
function durationOf(text) {
  const [, count, name] = /^(\d+(?:\.\d+)?) *([a-z]+)$/i.exec(text.trim()) ?? [];
  const isOf = ([unit]) => [unit, `${unit}s`, unit[0], unit.slice(0, 3)].includes(name?.toLowerCase());
  const unit = UNITS.find(isOf);
  if (!unit) return text.trim();
  const [, size, designator] = unit;
  return size >= 86_400 ? `P${count}${designator}` : `PT${count}${designator}`;
}

/** Moves the clock, and says how that ended. */
async function moveClock(change) {
  const problem = byId('clock-problem');
  problem.textContent = '';
  try {
    const { now } = await ask('POST', 'clock', { json: change });
    byId('clock-by').value = '';
    announce(`The clock shows ${shownTime(Date.parse(now))}`);
  } catch (error) {
    problem.textContent = error.message;
    byId('clock-by').focus();
  }
  byId('clock-by').toggleAttribute('aria-invalid', problem.textContent !== '');
  await refreshClock().catch(() => {});
}

function startClock() {
  byId('clock').addEventListener('click', () => {
    byId('clock-problem').textContent = '';
    byId('clock-dialog').showModal();
    showClock();
  });
  byId('clock-form').addEventListener('submit', (event) => {
    event.preventDefault();
    moveClock({ advance: durationOf(byId('clock-by').value) });
  });
  byId('clock-follow').addEventListener('click', () => moveClock({ follow: 'system' }));
  setInterval(showClock, 250);
}
