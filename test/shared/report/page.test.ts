import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { categories } from '../../../shared/categories/index.ts';
import type { RowResult } from '../../../shared/check/runner.ts';
import { STATUSES } from '../../../shared/check/status.ts';
import { assemble } from '../../../shared/report/assemble.ts';
import { catalogue } from '../../../shared/report/catalogue.ts';
import { PAGE_HEADERS } from '../../../shared/report/render/html/document.ts';
import { type Running, reportPage, runningPage, type Served } from '../../../shared/report/render/html/page.ts';
import type { Report } from '../../../shared/report/report.ts';
import { pageTexts } from '../../../shared/report/texts/page/index.ts';
import { conversation, FRAME, found, result, rowsWith, skipped, TARGET, unknown } from './kit.ts';

const SERVED: Served = {
  otherLanguage: '?lang=de',
  home: '/?lang=en',
  formats: '/v1/checks/x/report',
  live: '?wait=20',
  tag: '"x"',
};

const reportOf = (changed: RowResult[] = [], lang: 'en' | 'de' = 'en'): Report => {
  const rows = rowsWith(...changed);
  const talks = { conversations: [conversation()] };
  return assemble(
    categories.map(({ id }) => found(id, rows, id === 'session' ? talks : {})),
    { ...FRAME, lang },
  );
};

/** Text as a reader has it: without markup. */
const read = (page: string): string =>
  page
    .replace(/<(style|script)>.*?<\/\1>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');

/** One part of the page, by its id. */
const part = (page: string, id: string): string => new RegExp(`<section[^>]* id="${id}".*?</section>`, 's').exec(page)?.[0] ?? ''; // biome-ignore format: one line

const REFUSED = result('banner', 'fail', {
  code: 'refused',
  subject: '192.0.2.1',
  reply: '554 go away',
  evidence: [{ conversation: 'session-1', lines: [4] }],
});

describe('the first screen', () => {
  test.each([
    ['notReady', [REFUSED], 'Not ready', 'Do not switch the MX yet', 'runs the mail server'],
    ['ready', [], 'Ready', 'may be switched', 'nothing to change'],
    ['readyWithWarnings', [result('ptr-ipv4', 'warn', { subject: '192.0.2.1' })], 'Ready with warnings', 'warnings first', 'manages the DNS zone'],
    ['incomplete', [unknown('recipient-filtering', 'our-egress', { side: 'tester' })], 'Incomplete', 'repeat the check', 'side of the tester'],
    ['incomplete', [unknown('recipient-filtering', 'deferred')], 'Incomplete', 'repeat the check', 'Not decided yet'],
  ] as const)('says of %s what it means, and whose side it is', (verdict, rows, word, advice, side) => {
    const report = reportOf([...rows]);
    expect(report.verdict).toBe(verdict);
    const first = read(part(reportPage(report, 'en', null), 'verdict'));
    for (const said of [word, advice, side, 'contoso.test', 'mx.contoso.test port 25']) expect(first).toContain(said);
  }); // biome-ignore format: a table

  test('says the verdict once, and the sentence without it', () => {
    const first = read(part(reportPage(reportOf([REFUSED]), 'en', null), 'verdict'));
    expect(first.match(/Not ready/g)).toHaveLength(1);
    expect(first).toContain('554 go away');
  });

  test('second looks lead to their checks where there is a service, else name them', () => {
    const looks = { followUps: [{ reason: 'greylisting', checkId: 'the-next', notBefore: '2026-11-26T10:00:00.000Z' }], followUpOf: 'the-last' }; // biome-ignore format: one line
    const served = reportPage({ ...reportOf(), ...looks }, 'en', SERVED);
    expect(served).toContain('href="/v1/checks/the-next"');
    expect(served).toContain('href="/v1/checks/the-last"');
    const file = reportPage({ ...reportOf(), ...looks }, 'en', null);
    expect(file).not.toContain('href="/v1');
    expect(read(file)).toContain('26 Nov 2026, 10:00 UTC');
    expect(read(file)).toContain('the-next');
  });
});

describe('what is to be changed', () => {
  test('gravest first, each with its setting and what the server said', () => {
    const page = part(reportPage(reportOf([result('ptr-ipv4', 'warn'), REFUSED]), 'en', null), 'findings');
    const text = read(page);
    expect(text.indexOf('SMTP Banner')).toBeLessThan(text.indexOf('PTR'));
    expect(text).toContain('What to do');
    expect(text).toMatch(/3 4 ms C EHLO probe\.example\.com 4 9 ms S 250 mx\.contoso\.test/);
    expect(page).toContain('href="#session-1-4"');
  });

  test('where there is nothing, it says so; where only warnings are, they "should"', () => {
    expect(read(part(reportPage(reportOf(), 'en', null), 'findings'))).toContain('Nothing has to be changed');
    expect(read(part(reportPage(reportOf([result('ptr-ipv4', 'warn')]), 'en', null), 'findings'))).toContain('should be changed'); // biome-ignore format: one line
  });

  test('what could not be decided stands apart', () => {
    const page = reportPage(reportOf([unknown('recipient-filtering', 'deferred')]), 'en', null);
    expect(read(part(page, 'open'))).toContain('Recipient filtering');
    expect(read(part(page, 'findings'))).not.toContain('Recipient filtering');
    expect(part(reportPage(reportOf(), 'en', null), 'open')).toBe('');
  });

  test('a setting stands as it is to be typed', () => {
    const report = reportOf([REFUSED]);
    const rows = report.rows.map((row) => (row.id === 'banner' ? { ...row, remedy: 'Set `a = <b>` there' } : row));
    expect(reportPage({ ...report, rows }, 'en', null)).toContain('Set <code>a = &lt;b&gt;</code> there');
  });
});

describe('everything that was looked at', () => {
  test('every row of the catalogue is on the page, looked at or not', () => {
    const report = reportOf([skipped('open-relay', 'not-configured'), REFUSED]);
    const page = reportPage(report, 'en', null);
    const text = read(page);
    for (const { title } of report.rows) expect(text).toContain(title);
    expect(read(part(page, 'untested'))).toContain('Open relay');
    expect(read(part(page, 'untested'))).toContain('not configured for it');
    expect(read(part(page, 'rest'))).not.toContain('Open relay');
  });

  test('addresses stand side by side where they differ, together where they agree', () => {
    const report = reportOf([
      result('banner', 'pass', { subject: '192.0.2.1', value: '220 one' }),
      result('banner', 'pass', { subject: '2001:db8::1', value: '220 two' }),
      result('ehlo', 'pass', { subject: '192.0.2.1', value: ['SIZE'] }),
      result('ehlo', 'pass', { subject: '2001:db8::1', value: ['SIZE'] }),
    ]);
    const page = reportPage(report, 'en', null);
    expect(page).toMatch(/<th scope="col">192\.0\.2\.1<\/th><th scope="col">2001:db8::1<\/th>/);
    expect(page).toMatch(/<td data-of="192\.0\.2\.1">.*?220 one.*?<\/td><td data-of="2001:db8::1">.*?220 two/s);
    expect(page).toMatch(/SMTP EHLO response<\/th><td colspan="2">/);
  });
});

describe('TLS and certificate', () => {
  const CERTIFICATE = [
    result('tls-version', 'pass', { subject: '192.0.2.1', value: 'TLSv1.3' }),
    result('tls-cipher', 'info', { subject: '192.0.2.1', value: 'TLS_AES_256_GCM_SHA384' }),
    result('certificate-sha1', 'info', { subject: '192.0.2.1', value: 'AA:BB', data: { sha256: 'CC:DD' } }),
    result('certificate-current', 'pass', {
      ...{ subject: '192.0.2.1', code: 'current', value: '1970-01-11T00:00:00.000Z' },
      data: { notBefore: '1969-12-22T00:00:00.000Z', notAfter: '1970-01-11T00:00:00.000Z', daysLeft: 9, days: 9 },
    }),
  ];

  test('are drawn from the rows that tell of them: fingerprints to copy, days that are left', () => {
    const page = part(reportPage(reportOf(CERTIFICATE), 'en', null), 'tls');
    expect(read(page)).toContain('TLSv1.3 · TLS_AES_256_GCM_SHA384');
    expect(read(page)).toContain('22 Dec 1969 – 11 Jan 1970 (9 days left)');
    expect(page).toContain('data-copy="AA:BB"');
    expect(page).toContain('data-copy="CC:DD"');
    expect(page).toMatch(/class="left" width="500" x="500"/);
  });

  test('an expired one is drawn as such, one without dates is not drawn', () => {
    const [version, , , current] = CERTIFICATE as [RowResult, RowResult, RowResult, RowResult];
    const over = { ...current, status: 'fail' as const, code: 'expired', data: { ...current.data, notAfter: '1969-12-30T00:00:00.000Z' } }; // biome-ignore format: one line
    expect(read(part(reportPage(reportOf([version, over]), 'en', null), 'tls'))).toContain('expired 2 days ago');
    const none = { ...current, data: { notBefore: 'x', notAfter: 'y' } };
    expect(part(reportPage(reportOf([version, none]), 'en', null), 'tls')).not.toContain('<rect');
  });

  test('addresses with the same one share a picture', () => {
    const both = CERTIFICATE.flatMap((row) => [row, { ...row, subject: '2001:db8::1' }]);
    const page = part(reportPage(reportOf(both), 'en', null), 'tls');
    expect(page.match(/class="pipe/g)).toHaveLength(1);
    expect(page).toContain('192.0.2.1, 2001:db8::1');
  });

  test('without TLS it says that none was seen', () => {
    const none = skipped('tls-version', 'earlier-step');
    const rows = [none, skipped('certificate-sha1', 'earlier-step')];
    expect(read(part(reportPage(reportOf(rows), 'en', null), 'tls'))).toContain('No TLS was seen');
  });
});

describe('conversations', () => {
  test('have every line, with those marked that a finding rests on', () => {
    const page = part(reportPage(reportOf([REFUSED]), 'en', null), 'transcript');
    expect(page.match(/<li/g)).toHaveLength(conversation().lines.length);
    expect(page).toContain('<li id="session-1-4" class="tls cited"');
    expect(page).toContain('<li id="session-1-1"><');
    expect(read(part(reportPage(reportOf(), 'en', null), 'timeline'))).toContain('session-1 · 192.0.2.1 · 9 ms');
  });

  test('that are no longer kept are said to be gone', () => {
    const page = reportPage({ ...reportOf(), conversations: [] }, 'en', null);
    expect(read(part(page, 'transcript'))).toContain('no longer kept');
    expect(part(page, 'timeline')).toBe('');
  });
});

describe('harmless', () => {
  const EVIL = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&`;
  const hostile = (): Report => {
    const report = reportOf([REFUSED, skipped('open-relay', 'not-configured', { subject: EVIL })]);
    const rows = report.rows.map((row) => ({ ...row, title: EVIL, text: EVIL, remedy: EVIL, subject: EVIL, value: EVIL, reply: EVIL })); // biome-ignore format: one line
    const talks = report.conversations.map((one) => ({ ...one, id: EVIL, address: EVIL, lines: one.lines.map((line) => ({ ...line, text: EVIL })) })); // biome-ignore format: one line
    const vantage = { ...report.vantage, helo: EVIL, senders: [EVIL], egress: EVIL };
    return { ...report, rows, vantage, conversations: talks, headline: EVIL, domain: EVIL, engine: EVIL, target: { host: EVIL, port: 25, source: 'mx', addresses: [EVIL] } }; // biome-ignore format: one line
  };

  test('whatever a server said, there is one script, and no attribute of its making', () => {
    for (const page of [reportPage(hostile(), 'en', SERVED), reportPage(hostile(), 'de', null)]) {
      expect(page.match(/<script/g)).toHaveLength(1);
      expect(page).not.toMatch(/<img/);
      expect(page.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*\sonerror=/);
      expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    }
  });

  test('style and script are those that the policy lets through, and nothing is asked for elsewhere', () => {
    const page = reportPage(reportOf([REFUSED]), 'en', SERVED);
    for (const tag of ['style', 'script']) {
      const [, text = ''] = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(page) ?? [];
      const hash = createHash('sha256').update(text).digest('base64');
      expect(PAGE_HEADERS['content-security-policy']).toContain(`${tag}-src 'sha256-${hash}'`);
      expect(page).toContain(`sha256-${hash}`);
    }
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(page).not.toMatch(/\sstyle="/);
  });
});

describe('a check that has not ended', () => {
  const RUNNING: Running = {
    domain: 'contoso.test',
    status: 'running',
    progress: { done: 1, total: 2 },
    categories: [
      { id: 'dns', status: 'completed' },
      { id: 'session', status: 'running' },
    ],
    rows: reportOf().rows.filter(({ category }) => category === 'dns'),
    parkedUntil: null,
  };

  test('shows how far it is, the rows that are there, and the places of those to come', () => {
    const page = runningPage('some-id', RUNNING, 'en', SERVED);
    const text = read(page);
    for (const said of ['The check is running', '1 of 2 parts done', 'DNS: done', 'running', 'Nothing found so far']) expect(text).toContain(said); // biome-ignore format: one line
    const waiting = catalogue.filter(({ category }) => category === 'session');
    expect(page.match(/class="pending">not there yet/g)).toHaveLength(waiting.length);
    expect(page).toContain('data-live="?wait=20"');
    expect(page).toContain('<noscript><meta http-equiv="refresh"');
    expect(page).toContain('id="rows-dns" data-part');
  });

  test('what was found so far is a line each, in room that is kept; the order is that of the report', () => {
    const rows = reportOf([result('mx-resolvable', 'fail', { subject: 'a' }), result('mx-resolvable', 'fail', { subject: 'b' })]).rows; // biome-ignore format: one line
    const page = runningPage('some-id', { ...RUNNING, rows: rows.filter(({ category }) => category === 'dns') }, 'en', SERVED); // biome-ignore format: one line
    expect(read(part(page, 'findings'))).toMatch(/✗ MX record resolvable DNS\b/);
    expect(part(page, 'findings').match(/<li>/g)).toHaveLength(1);
    expect(part(page, 'findings')).toContain('class="sofar"');
    expect(page.indexOf('id="rows-session"')).toBeLessThan(page.indexOf('id="rows-dns"'));
    expect(read(page)).toMatch(/Check some-id $/);
  });

  test('a second look says when it begins; a cancelled check that it is gone, and stays as it is', () => {
    const parked = runningPage('some-id', { ...RUNNING, parkedUntil: '2026-11-26T10:00:00.000Z' }, 'de', SERVED);
    expect(read(parked)).toContain('26.11.2026, 10:00 UTC');
    const gone = runningPage('some-id', { ...RUNNING, status: 'cancelled', rows: [], categories: [] }, 'en', SERVED);
    expect(read(gone)).toContain('was cancelled');
    expect(gone).not.toContain('data-live');
    expect(gone).not.toContain('http-equiv="refresh"');
  });
});

describe('languages', () => {
  test('every text of the page is there in both, with the same places to fill', () => {
    const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const [key, text] of Object.entries(pageTexts.en)) {
      const other = pageTexts.de[key as keyof typeof pageTexts.de];
      expect([key, places(other)]).toEqual([key, places(text)]);
      expect(other.trim()).not.toBe('');
    }
  });

  test('German says it in German, and leads to English', () => {
    const page = reportPage(reportOf([REFUSED], 'de'), 'de', SERVED);
    expect(page).toContain('<html lang="de">');
    expect(page).toContain('hreflang="en"');
    const text = read(page);
    for (const said of ['Nicht bereit', 'Was geändert werden muss', 'TLS und Zertifikat', 'Gespräche']) expect(text).toContain(said); // biome-ignore format: one line
  });

  test('a file leads nowhere', () => {
    const page = reportPage(reportOf(), 'en', null);
    expect(page).not.toContain('hreflang');
    expect(page).not.toContain('?format=');
  });
});

test('every status has its word and sign', () => {
  const rows = STATUSES.map((status, at) => {
    const id = catalogue[at]?.row.id ?? '';
    if (status === 'inconclusive') return unknown(id, 'deferred');
    return status === 'notTested' ? skipped(id, 'not-asked') : result(id, status);
  });
  const page = reportPage(reportOf(rows), 'en', null);
  for (const status of STATUSES) expect(page).toContain(`class="sign ${status}"`);
});

test('a check without a server has a page too', () => {
  const target = { ...TARGET, host: null, source: null, addresses: [] };
  const report = assemble([], { ...FRAME, target });
  expect(read(reportPage(report, 'en', null))).toContain('no mail server found');
});
