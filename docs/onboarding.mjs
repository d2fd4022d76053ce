// Checks whether a domain's mail server is ready: node docs/onboarding.mjs contoso.com '{"port":25}'
// Node.js 20 and nothing else. MXREADY_URL: the service; MXREADY_TOKEN: a token, where the service asks for one.
const { MXREADY_URL: base = 'http://localhost:3000', MXREADY_TOKEN: token } = process.env;
const [domain, more = '{}'] = process.argv.slice(2);
const login = token === undefined ? {} : { authorization: `Bearer ${token}` };

/** Asks the service. 429 and 503 say when it is worth another try; what else is refused says why. */
async function ask(path, init = {}, left = 9) {
  const response = await fetch(new URL(path, base), { ...init, headers: { ...login, ...init.headers } });
  const body = await response.json();
  if (response.ok) return body;
  if (left === 0 || ![429, 503].includes(response.status)) throw new Error(`${body.title}: ${body.detail}`);
  await new Promise((again) => setTimeout(again, 1000 * Number(response.headers.get('retry-after') ?? 5)));
  return ask(path, init, left - 1);
}

// With a key of its own, sending this again after a broken connection starts no second check.
const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
const body = JSON.stringify({ ...JSON.parse(more), domain });
let check = await ask('/v1/checks', { method: 'POST', headers, body });
// Held until something changes, 25 s at most.
while (['queued', 'running'].includes(check.status)) check = await ask(`/v1/checks/${check.id}?wait=25`);
if (check.report === null) throw new Error('the check was cancelled');

const { verdict, headline, rows } = check.report;
console.log(`${verdict}: ${headline}`);
for (const { id, status, side, text, remedy } of rows)
  if (status === 'fail') console.log(`- ${id}, ${side}: ${text} ${remedy ?? ''}`);
console.log((await ask(`/v1/checks/${check.id}/links`, { method: 'POST' })).url);
// As the command has it: 0 the MX may be switched, 2 not yet, 3 something that decides could not be seen.
process.exitCode = { ready: 0, readyWithWarnings: 0, notReady: 2, incomplete: 3 }[verdict];
