// The text of a record, in words.

/** What a call came to: a class of its row, and the choice in the filter. */
function outcomeOf({ outcome, status, method }) {
  if (outcome === 'abandoned' || outcome === 'unanswered') return outcome;
  if (status < 400) return 'answered';
  // Clients look whether something is there: that it is not is an answer.
  if (status === 404 && ['GET', 'HEAD'].includes(method)) return 'absent';
  if (status === 403) return 'refused';
  return status < 500 ? 'mistaken' : 'failed';
}

/** The outcomes in words, for the filter and for a call. */
const OUTCOMES = {
  answered: 'answered',
  absent: 'not there',
  refused: 'refused',
  mistaken: 'error of the client',
  failed: 'error of the server',
  abandoned: 'no body came',
  unanswered: 'closed',
};

function answerOf(record) {
  if (record.outcome === 'abandoned') return 'no body came';
  if (record.outcome === 'unanswered') return 'closed';
  return [record.status, record.code].filter(Boolean).join(' ');
}

/** Who called; without a proof, who the request claims to be of. */
function callerOf({ caller, claims_to_be, access_key_id }) {
  if (caller) return caller;
  if (claims_to_be) return `claims to be ${claims_to_be}, not proved`;
  return access_key_id ? `AccessKey ${access_key_id}, not proved` : 'not known';
}

const operationOf = (record) => record.operation ?? record.method;

/** Why it came to that, in a sentence or two. */
function reasonsOf(record) {
  if (record.outcome === 'abandoned') return ['The body never came, so nothing was done.'];
  if (record.outcome === 'unanswered') return ['A fault closed the connection in the place of the call.'];
  if (record.outcome === 'refused' && record.injected.length) return ['A fault answered in the place of OSS.'];
  if (record.outcome === 'answered') {
    const waived = record.allowed === false && 'It was carried out all the same: this fake waives denials.';
    return [record.decision, waived].filter(Boolean);
  }
  if (record.allowed === false) return [record.decision];
  const { signature } = record;
  if (signature) return [signature.diagnosis];
  return [...new Set([record.message, record.note])].filter(Boolean).map(withoutTokens);
}

/** Texts of denials are cut there: what is as long may lack its end. */
const CUT = 200;

/** One thing that a caller lacks, with the policy that would give it; or one that denies, whatever others allow. */
function lackOf(missing, caller) {
  const [[kind, lack]] = Object.entries(missing);
  if (kind === 'denied') return { denies: true, text: clauseOf(lack) };
  if (kind === 'referer') return { denies: true, text: `referer rules of the bucket: ${refererOf(lack)}` };
  const { action, resource, principal } = lack;
  const where = {
    policy: `in a policy attached to ${caller}`,
    session_policy: `in the policy the session of ${caller} was started with`,
    bucket_policy: `in the policy of the bucket, for ${principal}`,
  }[kind];
  const statement = { Effect: 'Allow', Action: [action], Resource: [resource] };
  if (principal) statement.Principal = [principal];
  const whole = [action, resource].every((text) => text.length < CUT);
  return {
    denies: false,
    text: `Allow ${action} on ${resource}, ${where}`,
    policy: whole ? policyText(statement) : null,
  };
}

/** Why the referer rules of a bucket refuse a request. */
function refererOf(denial) {
  if (denial === 'empty') return 'the request has no Referer';
  const [[kind, { referer, pattern, nearest }]] = Object.entries(denial);
  return kind === 'blacklisted'
    ? `${pattern} of the blacklist matches ${referer}`
    : `the whitelist has nothing that matches ${referer}; the nearest is ${nearest}`;
}

/** A policy of one statement, an element a line. */
function policyText(statement) {
  const elements = Object.entries(statement).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{ "Version": "1", "Statement": [{\n${elements.join(',\n')}\n}] }`;
}

function clauseOf({ source, policy, statement, summary }) {
  const places = { attached: `policy ${policy}`, session: 'session policy', bucket: 'bucket policy' };
  const place = places[source] ?? `group ${source.group} policy ${policy}`;
  return `${place} statement ${statement}: ${summary}`;
}

/** The first line in which two texts differ, from 1; `null` if they are equal. */
function firstDifference(server, client) {
  const [ours, theirs] = [server.split('\n'), client.split('\n')];
  const count = Math.max(ours.length, theirs.length);
  for (let i = 0; i < count; i++) {
    if (ours[i] !== theirs[i]) return { line: i + 1, server: ours[i] ?? '', client: theirs[i] ?? '' };
  }
  return null;
}

/** A text to be shown, without the tokens of sessions in it: in a signed URL, in what was signed, in the policy of a form. */
function withoutTokens(text) {
  if (/security-token/i.test(decoded(text))) return '(withheld: base64, with the token of a session in it)';
  return text
    .replace(/(security-token[:=])[^&\n]+/gi, '$1(withheld)')
    .replace(/(security-token"\s*[:,]\s*)(?:"(?:[^"\\]|\\.)*"?|\[[^\]]*\]?)/gi, '$1"(withheld)"');
}

/** What a text says that is nothing but base64, as a form has its policy; of any other, nothing. */
function decoded(text) {
  try {
    return /^[A-Za-z0-9+/=]{40,}$/.test(text) ? atob(text) : '';
  } catch {
    return '';
  }
}

const targetOf = (record) => withoutTokens(record.target);
