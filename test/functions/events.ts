import type { APIGatewayProxyEventV2, Context, EventBridgeEvent, SQSEvent } from 'aws-lambda';

/** Events as AWS delivers them, recorded and made anonymous; the parts that differ from test to test are arguments. */

export const httpEvent = (method: string, path: string, body?: string, more: object = {}): APIGatewayProxyEventV2 =>
  ({
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path.split('?')[0] ?? path,
    rawQueryString: path.split('?')[1] ?? '',
    headers: {
      accept: '*/*',
      'content-length': String(body?.length ?? 0),
      'content-type': 'application/json',
      host: 'abcdef1234.execute-api.eu-central-1.amazonaws.com',
      'user-agent': 'curl/8.5.0',
      'x-amzn-trace-id': 'Root=1-6744d5a0-0123456789abcdef01234567',
      'x-forwarded-for': '192.0.2.55',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdef1234',
      authorizer: {
        jwt: {
          claims: {
            aud: 'mxready',
            iss: 'https://issuer.example/',
            sub: 'onboarding',
            scope: 'checks:read checks:write rechecks:read',
          },
          scopes: ['checks:write'],
        },
      },
      domainName: 'abcdef1234.execute-api.eu-central-1.amazonaws.com',
      domainPrefix: 'abcdef1234',
      http: { method, path: path.split('?')[0], protocol: 'HTTP/1.1', sourceIp: '192.0.2.55', userAgent: 'curl/8.5.0' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: '24/Nov/2026:10:00:00 +0000',
      timeEpoch: 1_795_514_400_000,
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
    ...more,
  }) as unknown as APIGatewayProxyEventV2;

export const sqsEvent = (queue: string, ...bodies: string[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({
    messageId: `059f36b4-87a3-44ab-83d2-66197575152${index}`,
    receiptHandle: `AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a${index}`,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1795514400000',
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: '1795514400010',
      AWSTraceHeader: 'Root=1-6744d5a0-0123456789abcdef01234567',
    },
    messageAttributes: {},
    md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:eu-central-1:123456789012:${queue}`,
    awsRegion: 'eu-central-1',
  })),
});

export const scheduledEvent = (): EventBridgeEvent<'Scheduled Event', unknown> => ({
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '123456789012',
  time: '2026-11-24T10:00:00Z',
  region: 'eu-central-1',
  resources: ['arn:aws:events:eu-central-1:123456789012:rule/mxready-tick'],
  detail: {},
});

export const context = (seconds = 30): Context =>
  ({
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: '$LATEST',
    functionName: 'mxready',
    memoryLimitInMB: '256',
    logGroupName: '/aws/lambda/mxready',
    logStreamName: '2026/11/24/[$LATEST]0123456789abcdef',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:mxready',
    awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
    getRemainingTimeInMillis: () => seconds * 1000,
  }) as unknown as Context;
