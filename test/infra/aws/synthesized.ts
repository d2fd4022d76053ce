import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ServiceStack } from '../../../infra/aws/stack.ts';
import type { Topology } from '../../../infra/declarations.ts';
import type { Category } from '../../../shared/check/category.ts';

export interface Resource {
  Type: string;
  Condition?: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shapes, which the tests look at field by field.
  Properties: Record<string, any>;
}

export interface Synthesized {
  all: Readonly<Record<string, Resource>>;
  parameters: Readonly<Record<string, { Default?: unknown }>>;
  conditions: Readonly<Record<string, unknown>>;
  outputs: Readonly<Record<string, unknown>>;
  of(type: string): [id: string, resource: Resource][];
  /** Logical id that a Ref, a GetAtt or a text made of one leads to. */
  target(value: unknown): string;
}

/**
 * The template of a topology, without bundling.
 * CDK's own rules take several times as long as all the rest; the test of cdk-nag holds the stack against them.
 */
export function synthesize(topology: Topology): Synthesized {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false });
  const template = Template.fromStack(new ServiceStack(app, 'Mxready', topology)).toJSON();
  const all = template.Resources as Record<string, Resource>;
  return {
    all,
    parameters: template.Parameters,
    conditions: template.Conditions,
    outputs: template.Outputs,
    of: (type) => Object.entries(all).filter(([, one]) => one.Type === type),
    target(value) {
      const found = /"(?:Ref|Fn::GetAtt)":(?:"([^"]+)"|\["([^"]+)")/.exec(JSON.stringify(value));
      return found?.[1] ?? found?.[2] ?? '';
    },
  };
}

/** Logical id without the hash that CDK appends. */
export const plain = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

/** A category made up: what a new one brings must follow by itself. */
export const trial: Category = {
  id: 'trial',
  network: 'smtp',
  limits: { seconds: 30, memoryMb: 192, concurrency: 4 },
  gather: async () => ({ units: [], conversations: [] }),
  rows: [],
};
