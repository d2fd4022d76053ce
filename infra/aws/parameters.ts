import { CfnCondition, CfnParameter, Fn } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Parameters that become settings of the functions: name → variable of `shared/settings.ts`. Empty means "not set". */
const SETTINGS = {
  Helo: ['MXREADY_HELO', '', 'Name that we say in EHLO; also the reverse name of our address. Its A record must exist'],
  Sender: ['MXREADY_SENDER', '', 'Envelope sender of ours whose SPF record passes for our address'],
  SpfFailSender: ['MXREADY_SPF_FAIL_SENDER', '', 'Envelope sender of ours whose domain publishes v=spf1 -all'],
  RelaySink: ['MXREADY_RELAY_SINK', '', 'Mailbox of ours that the relay test addresses'],
  Canary: ['MXREADY_CANARY', '', 'host:port of a server of our own outside AWS, which shows that our way out works'],
  EgressIsGateway: ['MXREADY_EGRESS_IS_GATEWAY', 'no', "Whether our address is one of the gateway's own"],
  GatewaySuffix: ['MXREADY_GATEWAY_SUFFIX', 'seppmail.cloud', 'Domain under which the gateway hosts lie'],
  KillSwitch: ['MXREADY_KILL_SWITCH', 'no', 'yes stops all probing'],
  SuppressionList: ['MXREADY_SUPPRESSION_LIST', '', 'What must not be tested: name=reason, by semicolons'],
} as const;

/** What a deployment decides. */
export interface Parameters {
  /** Environment of every function. */
  environment: Record<string, string>;
  helo: CfnParameter;
  hasHelo: CfnCondition;
  issuer: CfnParameter;
  audience: CfnParameter;
  hasIssuer: CfnCondition;
}

const text = (scope: Construct, id: string, fallback: string, description: string): CfnParameter =>
  new CfnParameter(scope, id, { type: 'String', default: fallback, description });

const isSet = (scope: Construct, id: string, parameter: CfnParameter): CfnCondition =>
  new CfnCondition(scope, id, { expression: Fn.conditionNot(Fn.conditionEquals(parameter.valueAsString, '')) });

export function declareParameters(scope: Construct): Parameters {
  const settings = Object.entries(SETTINGS).map(
    ([id, [variable, fallback, description]]) => [id, variable, text(scope, id, fallback, description)] as const,
  );
  const issuer = text(scope, 'OidcIssuer', '', 'Issuer of the tokens of callers; empty: callers sign with IAM');
  const audience = text(scope, 'OidcAudience', '', 'Audience that the tokens must name');
  const helo = settings.find(([id]) => id === 'Helo')?.[2] as CfnParameter;
  return {
    environment: Object.fromEntries(settings.map(([, variable, parameter]) => [variable, parameter.valueAsString])),
    helo,
    hasHelo: isSet(scope, 'HasHelo', helo),
    issuer,
    audience,
    hasIssuer: isSet(scope, 'HasIssuer', issuer),
  };
}
