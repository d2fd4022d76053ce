import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { topologyOf } from '../topology.ts';
import { ServiceStack } from './stack.ts';

const app = new App();
new ServiceStack(app, 'Mxready', topologyOf());
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
