import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { CheckRequest } from '../../../shared/check/request.ts';
import { runCheck } from '../../../shared/command/run-check.ts';
import { readSettings, type Settings } from '../../../shared/config.ts';
import type { Report } from '../../../shared/report/report.ts';
import { readReport } from '../../functions/read-report.ts';
import { requestFor } from '../../support/check-world.ts';
import type { Lab } from '../harness/lab.ts';

/** Rows that the report must have as given, "status code" or "status reason"; every other row must be quiet. */
export type Expected = Readonly<Record<string, string>>;

/** The real patience but for the pause before a second look, which would only cost time here. */
export function labSettings(lab: Lab): Settings {
  const settings = readSettings({
    MXREADY_ALLOW_NETWORKS: '127.0.0.0/8,fd00::/8',
    MXREADY_RESOLVER: lab.dns.address,
    MXREADY_HELO: lab.client.name,
    MXREADY_EGRESS_ADDRESSES: lab.client.address,
    MXREADY_SENDER: lab.senders.pass,
    MXREADY_SPF_FAIL_SENDER: lab.senders.fail,
    MXREADY_RELAY_SINK: lab.sink,
  });
  return {
    ...settings,
    extraRoots: [readFileSync(lab.rootCertificate, 'utf8')],
    patience: { ...settings.patience, pause: [50, 100], deferral: 200 },
  };
}

/** Checks a scenario's domain with the real engine. */
export async function checkScenario(lab: Lab, name: string, more: Partial<CheckRequest> = {}): Promise<Report> {
  const { domain, port } = lab.scenario(name);
  // Mail transactions are asked for by the tests that are about them.
  const request = { ...requestFor(domain, port), categories: ['dns', 'session'], ...more };
  const report = await runCheck(request, labSettings(lab), AbortSignal.timeout(60_000));
  // The contract, and that every row cites only what is there, hold for every report.
  readReport(JSON.stringify(report));
  return report;
}

/**
 * Everything in a report that is not plainly well: `{ "<id>" or "<id>@<subject>": "<status> <code or reason>" }`. Rows
 * that follow from an earlier step, or that nobody asked for, are left out, and facts (`info`) are.
 */
export function notable({ rows }: Report): Record<string, string> {
  const follows = (reason: string | null): boolean => reason === 'earlier-step' || reason === 'not-asked';
  const told = rows.filter(
    ({ status, reason }) => !['pass', 'info', 'notApplicable'].includes(status) && !follows(reason),
  );
  return Object.fromEntries(
    told.map(({ id, subject, status, code, reason }) => [
      subject === null ? id : `${id}@${subject}`,
      `${status} ${reason ?? code}`,
    ]),
  );
}

/** The code of a row, of several subjects the named one. */
export function codeOf(report: Report, id: string, subject?: string): string | undefined {
  return report.rows.find((row) => row.id === id && (subject === undefined || row.subject === subject))?.code;
}

export function expectNotable(report: Report, verdict: Report['verdict'], expected: Expected): void {
  expect({ verdict: report.verdict, rows: notable(report) }).toEqual({ verdict, rows: expected });
}
