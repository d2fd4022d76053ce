import type { Script, StageName, State, Step, StepDetail } from './types.ts';

const KEYWORDS = ['PIPELINING', 'SIZE 10240000', 'STARTTLS', '8BITMIME', 'ENHANCEDSTATUSCODES'];

type Default = (script: Script, state: State) => Step;

/** A healthy server, in the words of Postfix. */
const HEALTHY: Record<StageName, Default> = {
  greeting: (script) => `220 ${hostName(script)} ESMTP Postfix`,
  ehlo: (script) => ({ keywords: KEYWORDS.filter((keyword) => keyword !== 'STARTTLS' || script.tls) }),
  ehloTls: () => ({ keywords: KEYWORDS }),
  helo: (script) => `250 ${hostName(script)}`,
  starttls: (script, state) => {
    if (state.secure) return '554 5.5.1 Error: TLS already active';
    return script.tls ? '220 2.0.0 Ready to start TLS' : '502 5.5.1 Error: command not implemented';
  },
  mail: (_, state) => (state.from === null ? '250 2.1.0 Ok' : '503 5.5.1 Error: nested MAIL command'),
  rcpt: (_, state) => (state.from === null ? '503 5.5.1 Error: need MAIL command' : '250 2.1.5 Ok'),
  data: (_, state) =>
    state.recipients.length === 0 ? '554 5.5.1 Error: no valid recipients' : '354 End data with <CR><LF>.<CR><LF>',
  endOfData: () => '250 2.0.0 Ok: queued as 4XyZ7t2Q1z',
  rset: () => '250 2.0.0 Ok',
  noop: () => '250 2.0.0 Ok',
  quit: () => '221 2.0.0 Bye',
  other: () => '502 5.5.2 Error: command not recognized',
};

export function hostName(script: Script): string {
  return script.name ?? 'mx.contoso.test';
}

/** The step that the script gives for this stage, with the healthy reply put in where it gives none. */
export function resolveStep(script: Script, stage: StageName, line: string, state: State): StepDetail {
  const given = script[stage] ?? (stage === 'ehloTls' ? script.ehlo : undefined);
  const nth = (state.count[stage] ?? 1) - 1;
  let step = typeof given === 'function' ? given(line, state) : given;
  if (Array.isArray(step)) step = step[Math.min(nth, step.length - 1)];
  const detail = toDetail((step ?? {}) as Step);
  if (saysSomething(detail)) return detail;
  if (breaksTls(detail)) return { reply: '220 2.0.0 Ready to start TLS', ...detail };
  return { ...toDetail(HEALTHY[stage](script, state)), ...detail };
}

export function toDetail(step: Step): StepDetail {
  return typeof step === 'string' ? { reply: step } : step;
}

export function breaksTls(step: StepDetail): boolean {
  return step.alert !== undefined || !!step.garbageTls || !!step.closeInTls || !!step.silentTls;
}

/** True where the step is complete without a healthy reply. */
function saysSomething(step: StepDetail): boolean {
  return !!(step.reply ?? step.raw ?? step.keywords ?? step.close) || !!step.silent;
}
