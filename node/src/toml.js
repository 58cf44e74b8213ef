// Writes a world as TOML, which the command reads from a file.

/**
 * @param {object} world
 * @returns {string}
 */
export function toToml(world) {
  return pairs(world).join('\n');
}

/** @param {object} table */
function pairs(table) {
  return Object.entries(table)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${text(key)} = ${inline(value)}`);
}

/**
 * @param {any} value
 * @returns {string}
 */
function inline(value) {
  if (value instanceof Date) return text(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'object') return `{ ${pairs(value).join(', ')} }`;
  return typeof value === 'string' ? text(value) : String(value);
}

/**
 * A string as in JSON; TOML also escapes DEL.
 * @param {string} value
 */
function text(value) {
  return JSON.stringify(value).replaceAll('\x7f', '\\u007f');
}
