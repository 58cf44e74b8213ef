// Elements made of texts: no text of a request is ever read as markup.

const byId = (id) => document.getElementById(id);
/** A view by its name. No element has the name itself for an id: a browser would scroll to it. */
const viewOf = (name) => byId(`view-${name}`);

/** An element with properties (attributes where a name has a dash or is `role`), and with elements and texts in it. */
function el(tag, properties = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (name === 'role' || name === 'for' || name.includes('-')) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...content.flat().filter((part) => part !== null && part !== undefined && part !== false));
  return element;
}

/** Sets the text of an element, if it is another one. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The time of day of a moment in ISO 8601, in UTC; its date is shown when the pointer rests on it. */
function momentOf(at) {
  return el('time', { dateTime: at, title: at }, at.slice(11, 23).replace('Z', ''));
}

/** A text with the ids of versions in it cut to what tells them apart. */
const withShortVersions = (text) => text.replace(/CAEQ0+(?=\d)/g, 'CAEQ…');

/** Announces something to whoever listens instead of looking. */
function announce(text) {
  byId('announce').textContent = text;
}

/** A button that copies a text, and says so. */
function copyButton(label, text) {
  const button = el('button', { type: 'button', className: 'copy' }, label);
  button.addEventListener('click', async () => {
    const done = await copy(text);
    button.textContent = done ? 'Copied' : 'Not copied';
    announce(button.textContent);
    setTimeout(() => (button.textContent = label), 1500);
  });
  return button;
}

async function copy(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  // Over plain HTTP from another machine, a browser can only copy a selection.
  const area = el('textarea', { value: text, className: 'unseen' });
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  focused?.focus();
  return done;
}

/** A list of names and values; what is not known is left out. */
function facts(pairs) {
  const known = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return el('dl', {}, ...known.map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

/** A part of a page under its heading; nothing if there is nothing in it. */
function part(title, ...content) {
  const there = content.flat().filter(Boolean);
  return there.length ? el('section', { className: 'part' }, el('h3', {}, title), ...there) : null;
}

/** What to do where there is nothing to see yet: lines of text, and commands to copy. */
function emptyState(title, ...content) {
  return el('div', { className: 'empty' }, el('h2', {}, title), ...content);
}

function command(text) {
  return el('div', { className: 'command' }, el('code', {}, text), copyButton('Copy', text));
}

/** The command that starts the server with a world to begin with. */
const worldCommand = () => command('ossmock world example > world.toml && ossmock serve --world world.toml');

function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
