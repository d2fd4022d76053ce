import { expect, test } from '@jest/globals';
import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ServiceStack } from '../../../infra/aws/stack.ts';
import { topologyOf } from '../../../infra/topology.ts';

function checked(change: (stack: ServiceStack) => void, options: AppProps): App {
  const app = new App({ ...options, context: { 'aws:cdk:bundling-stacks': [] } });
  change(new ServiceStack(app, 'Mxready', topologyOf()));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

// That they find nothing but what is acknowledged is `npm run synth`, which CI runs: it takes too long to do twice.
test('what cdk-nag finds and nobody acknowledged ends the synthesis', () => {
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
