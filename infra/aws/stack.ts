import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { CATEGORY_VARIABLE } from '../../shared/wiring.ts';
import type { Topology } from '../declarations.ts';
import { watcher, watchFigure, watchFunction, watchQueue, watchSurroundings, watchTable } from './alarms.ts';
import { createApi } from './api.ts';
import { createDashboard } from './dashboard.ts';
import { createFunction } from './functions.ts';
import { createNetwork } from './network.ts';
import { declareParameters } from './parameters.ts';
import { createQueue } from './queues.ts';
import { createSecret } from './secrets.ts';
import { createTable } from './tables.ts';

/** The declared system on AWS. Numbers and names come from the topology; here is only how AWS wants them said. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, topology: Topology) {
    super(scope, id, { description: 'mxready: is this mail server ready to stand behind the SEPPmail Cloud gateway?' });
    const parameters = declareParameters(this);
    const network = createNetwork(this, parameters);
    const resources = {
      tables: new Map(topology.tables.map((one) => [one.id, createTable(this, one)])),
      queues: new Map(topology.queues.map((one) => [one.id, createQueue(this, one)])),
      secrets: new Map(topology.secrets.map((one) => [one.id, createSecret(this, one)])),
    };
    // Who is to be told subscribes to it.
    const alarms = new Topic(this, 'Alarms', { enforceSSL: true });
    const watch = watcher(this, alarms);
    let api: IFunction | undefined;
    for (const declared of topology.functions) {
      const created = createFunction(this, declared, { resources, network, parameters });
      const has = (kind: string): boolean => declared.triggers.some((one) => one.kind === kind);
      watchFunction(watch, declared.id, created, has('deadLetters'));
      if (has('http')) api = created;
    }
    for (const pair of resources.queues.values()) watchQueue(watch, pair);
    for (const one of topology.alarms) watchFigure(watch, one);
    if (api === undefined) throw new Error('the topology has no function for HTTP');
    const http = createApi(this, topology.routes, api, parameters);
    for (const one of topology.tables) watchTable(watch, one, resources.tables.get(one.id)?.tableName ?? '');
    watchSurroundings(watch, { api: http.ref, nat: network.natGateway });
    const categories = topology.functions.flatMap(({ environment }) => environment[CATEGORY_VARIABLE] ?? []);
    createDashboard(this, categories, [...resources.queues.values()]);
    new CfnOutput(this, 'Url', { value: http.attrApiEndpoint });
    new CfnOutput(this, 'AlarmTopic', { value: alarms.topicArn });
    new CfnOutput(this, 'Address', { value: network.address, description: 'where our SMTP comes from' });
  }
}
