import { expect, test } from '@jest/globals';
import { App, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ServiceStack } from '../../../infra/aws/stack.ts';
import { topologyOf } from '../../../infra/topology.ts';

function checked(change: (stack: ServiceStack) => void = () => {}): App {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  change(new ServiceStack(app, 'Mxready', topologyOf()));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

test('cdk-nag finds nothing but what is acknowledged with a reason', () => {
  expect(() => checked().synth()).not.toThrow();
});

test('and would find what is not', () => {
  const quiet = console.error;
  console.error = () => {};
  try {
    expect(() => checked((stack) => new Queue(stack, 'Bare')).synth()).toThrow();
  } finally {
    console.error = quiet;
  }
});
