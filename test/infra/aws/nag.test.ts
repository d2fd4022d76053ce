import { expect, test } from '@jest/globals';
import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ServiceStack } from '../../../infra/aws/stack.ts';
import { topologyOf } from '../../../infra/topology.ts';

function checked(change: (stack: ServiceStack) => void, options: AppProps): App {
  const app = new App({
    ...options,
    // As `cdk.json` has it: what CDK's own rules find is an error, not a warning.
    context: { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  change(new ServiceStack(app, 'Mxready', topologyOf()));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

test('cdk-nag and CDK’s own rules find nothing but what is acknowledged with a reason', () => {
  expect(() => checked(() => {}, {}).synth()).not.toThrow();
});

test('and would find what is not', () => {
  const quiet = console.error;
  console.error = () => {};
  try {
    const bare = (stack: ServiceStack) => new Queue(stack, 'Bare');
    // By cdk-nag alone.
    expect(() => checked(bare, { builtinCloudFormationValidation: false }).synth()).toThrow();
  } finally {
    console.error = quiet;
  }
});
