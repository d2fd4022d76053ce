import { CfnCondition, CfnParameter, Fn } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SETTINGS as ALL_SETTINGS } from '../../shared/settings.ts';

/**
 * Parameters that become settings of the functions, with what they say to whoever deploys. What they are where nobody
 * says anything, the settings know; empty means "not set".
 */
const SETTINGS = {
  Helo: ['helo', 'Name that we say in EHLO; also the reverse name of our address. Its A record must exist'],
  Sender: ['sender', 'Envelope sender of ours whose SPF record passes for our address'],
  SpfFailSender: ['spfFailSender', 'Envelope sender of ours whose domain publishes v=spf1 -all'],
  RelaySink: ['relaySink', 'Mailbox of ours that the relay test addresses'],
  Canary: ['canary', 'host:port of a server of our own outside AWS, which shows that our way out works'],
  EgressIsGateway: ['egressIsGateway', "Whether our address is one of the gateway's own"],
  GatewaySuffix: ['gatewaySuffix', 'Domain under which the gateway hosts lie'],
  ConnectionsPerTarget: ['connectionsPerTarget', 'Connections at one address at a time, over all functions'],
  LimitPerCaller: ['limitPerCaller', 'Checks that a caller may begin in a minute; 0: any'],
  LimitPerDomain: ['limitPerDomain', 'Checks of a domain in ten minutes; 0: any'],
  StartPage: ['startPage', 'yes: a page with a form at /, for browsers whose tokens something before the API adds'],
  KillSwitch: ['killSwitch', 'yes stops all probing'],
  SuppressionList: ['suppressed', 'What must not be tested: name=reason, by semicolons'],
} as const satisfies Record<string, readonly [keyof typeof ALL_SETTINGS, string]>;

/** What a deployment decides. */
export interface Parameters {
  /** Environment of every function. */
  environment: Record<string, string>;
  helo: CfnParameter;
  hasHelo: CfnCondition;
  issuer: CfnParameter;
  audience: CfnParameter;
  hasIssuer: CfnCondition;
  /** Whether functions reserve what they may run at once. */
  reserves: CfnCondition;
}

const text = (scope: Construct, id: string, fallback: string, description: string): CfnParameter =>
  new CfnParameter(scope, id, { type: 'String', default: fallback, description });

const isSet = (scope: Construct, id: string, parameter: CfnParameter): CfnCondition =>
  new CfnCondition(scope, id, { expression: Fn.conditionNot(Fn.conditionEquals(parameter.valueAsString, '')) });

function declareReserves(scope: Construct): CfnCondition {
  const parameter = new CfnParameter(scope, 'ReserveConcurrency', {
    type: 'String',
    default: 'yes',
    allowedValues: ['yes', 'no'],
    description: 'Whether functions reserve concurrency; no where the account has too little of it to reserve any',
  });
  return new CfnCondition(scope, 'ReservesConcurrency', {
    expression: Fn.conditionEquals(parameter.valueAsString, 'yes'),
  });
}

export function declareParameters(scope: Construct): Parameters {
  const settings = Object.entries(SETTINGS).map(([id, [setting, description]]) => {
    const { variable, fallback } = ALL_SETTINGS[setting];
    return { id, variable, parameter: text(scope, id, fallback, description) };
  });
  const issuer = text(scope, 'OidcIssuer', '', 'Issuer of the tokens of callers; empty: callers sign with IAM');
  const audience = text(scope, 'OidcAudience', '', 'Audience that the tokens must name');
  const helo = settings.find(({ id }) => id === 'Helo')?.parameter as CfnParameter;
  return {
    environment: Object.fromEntries(settings.map(({ variable, parameter }) => [variable, parameter.valueAsString])),
    helo,
    hasHelo: isSet(scope, 'HasHelo', helo),
    issuer,
    audience,
    hasIssuer: isSet(scope, 'HasIssuer', issuer),
    reserves: declareReserves(scope),
  };
}
