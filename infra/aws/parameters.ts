import { CfnCondition, CfnParameter, Fn } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SETTINGS as ALL_SETTINGS } from '../../shared/settings.ts';
import { TIME_OF_DAY } from '../../shared/service-settings.ts';

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
  NightlySpread: ['nightlySpread', 'Seconds over which the nightly run begins its checks; 0: as fast as it may'],
  NightlyMaxAge: ['nightlyMaxAge', 'Seconds: the nightly run takes a finished check no older; 0: none'],
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
  /** Whether all tenants are checked anew each night, and when: `HH:MM`, UTC. */
  isNightly: CfnCondition;
  nightlyAt: CfnParameter;
  /** Whether functions reserve what they may run at once. */
  reserves: CfnCondition;
}

const text = (scope: Construct, id: string, fallback: string, description: string): CfnParameter =>
  new CfnParameter(scope, id, { type: 'String', default: fallback, description });

const isSet = (scope: Construct, id: string, parameter: CfnParameter): CfnCondition =>
  new CfnCondition(scope, id, { expression: Fn.conditionNot(Fn.conditionEquals(parameter.valueAsString, '')) });

/** @param ids of the parameter, and of the condition that holds where it says yes */
function yesOrNo(
  scope: Construct,
  ids: readonly [string, string],
  fallback: 'yes' | 'no',
  description: string,
): CfnCondition {
  const [id, condition] = ids;
  const parameter = new CfnParameter(scope, id, { type: 'String', default: fallback, allowedValues: ['yes', 'no'], description }); // biome-ignore format: one thought
  return new CfnCondition(scope, condition, { expression: Fn.conditionEquals(parameter.valueAsString, 'yes') });
}

const declareReserves = (scope: Construct): CfnCondition =>
  yesOrNo(scope, ['ReserveConcurrency', 'ReservesConcurrency'], 'yes', 'Whether functions reserve concurrency; no where the account has too little of it to reserve any'); // biome-ignore format: one thought

/** The time is there in any case: a rule that is off must be one that EventBridge takes. */
const declareNightly = (scope: Construct): Pick<Parameters, 'isNightly' | 'nightlyAt'> => ({
  isNightly: yesOrNo(
    scope,
    ['Nightly', 'IsNightly'],
    'no',
    'Whether the domains of all tenants are checked anew each night',
  ),
  nightlyAt: new CfnParameter(scope, 'NightlyAt', {
    type: 'String',
    default: '00:30',
    allowedPattern: TIME_OF_DAY.source,
    description: 'When the nightly run begins: HH:MM, UTC',
  }),
});

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
    ...declareNightly(scope),
    reserves: declareReserves(scope),
  };
}
