// Requests of the page to its control plane.

const TOKEN = 'ossmock-token';

/** The test whose world is shown; `null` for the world of the server. */
let world = null;

/** The server wants its token, or another one. */
class TokenWanted extends Error {}

/** Asks for JSON below the page's own path; `null` where the answer has none. */
async function ask(method, path, { signal, json, ofServer = false } = {}) {
  const headers = {};
  const token = sessionStorage.getItem(TOKEN);
  if (token) headers.Authorization = `Bearer ${token}`;
  if (world !== null && !ofServer) headers['x-ossmock-test-id'] = world;
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  const body = json === undefined ? undefined : JSON.stringify(json);
  const response = await fetch(`/_ossmock/${path}`, { method, headers, body, signal, cache: 'no-store' });
  const answer = response.status === 204 ? null : await response.json();
  if (response.ok) return answer;
  if (response.headers.has('WWW-Authenticate')) throw new TokenWanted(token ? answer.problem : '');
  throw new Error(answer.problem);
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
