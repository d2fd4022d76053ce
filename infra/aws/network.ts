import { type CfnResource, Stack, Validations } from 'aws-cdk-lib';
import {
  CfnEIP,
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import type { Parameters } from './parameters.ts';

/** Ports of SMTP (the API allows no others), and HTTPS for the APIs of AWS. */
const TCP_PORTS = [25, 465, 587, 2525, 443];

export interface Network {
  vpc: Vpc;
  securityGroup: SecurityGroup;
  /** The one address that SMTP comes from. */
  address: string;
  /** Its id. */
  natGateway: string;
}

/** A network whose only purpose is a fixed way out: one zone, since a second address would break greylisting. */
export function createNetwork(scope: Construct, parameters: Parameters): Network {
  const address = new CfnEIP(scope, 'EgressAddress', { domain: 'vpc' });
  const gateways = NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] });
  const vpc = new Vpc(scope, 'Network', {
    ipAddresses: IpAddresses.cidr('10.20.0.0/24'),
    maxAzs: 1,
    natGateways: 1,
    natGatewayProvider: gateways,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: 'public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
      { name: 'private', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    ],
    // Free, and keeps the table's traffic off the NAT gateway.
    gatewayEndpoints: { DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
  });
  const flows = new LogGroup(scope, 'FlowLogs', { retention: RetentionDays.TWO_WEEKS });
  // What was let through would be a list of every server that was tested. What was refused is something of ours that
  // wants to go where it has no business.
  vpc.addFlowLog('Flows', {
    destination: FlowLogDestination.toCloudWatchLogs(flows),
    trafficType: FlowLogTrafficType.REJECT,
  });
  setReverseName(scope, address, parameters);
  const natGateway = gateways.configuredGateways[0]?.gatewayId ?? '';
  return { vpc, securityGroup: wayOut(scope, vpc), address: address.ref, natGateway };
}

function wayOut(scope: Construct, vpc: Vpc): SecurityGroup {
  const group = new SecurityGroup(scope, 'WayOut', {
    vpc,
    description: 'SMTP, DNS and AWS, outwards only',
    allowAllOutbound: false,
  });
  for (const port of TCP_PORTS) group.addEgressRule(Peer.anyIpv4(), Port.tcp(port));
  for (const port of [Port.tcp(53), Port.udp(53)]) group.addEgressRule(Peer.anyIpv4(), port);
  return group;
}

/** CloudFormation has no property for the reverse name of an Elastic IP; the API of EC2 has. */
function setReverseName(scope: Construct, address: CfnEIP, { helo, hasHelo }: Parameters): void {
  const { partition, region, account } = Stack.of(scope);
  const arn = `arn:${partition}:ec2:${region}:${account}:elastic-ip/${address.attrAllocationId}`;
  const resource = new AwsCustomResource(scope, 'ReverseName', {
    onUpdate: {
      service: 'EC2',
      action: 'modifyAddressAttribute',
      parameters: { AllocationId: address.attrAllocationId, DomainName: helo.valueAsString },
      physicalResourceId: PhysicalResourceId.of('reverse-name'),
    },
    policy: AwsCustomResourcePolicy.fromStatements([
      new PolicyStatement({ actions: ['ec2:ModifyAddressAttribute'], resources: [arn] }),
    ]),
    installLatestAwsSdk: false,
  });
  const custom = resource.node.findChild('Resource').node.defaultChild as CfnResource;
  custom.cfnOptions.condition = hasHelo;
  Validations.of(Stack.of(scope)).acknowledge(
    {
      id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason: "The only managed policy is that of CDK's own function behind the reverse name: it writes its log.",
    },
    { id: 'AwsSolutions-L1', reason: "The runtime of CDK's own function behind the reverse name is CDK's choice." },
  );
}
