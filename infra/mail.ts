import { Stack } from 'aws-cdk-lib'
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { ConfigurationSet, ConfigurationSetTlsPolicy, EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'
import type { Deployment } from './configuration.ts'
import { statefulRemoval } from './stage.ts'

/** The sender, and how its mails are sent: over TLS or not at all, with links as they were written. */
export class Mail extends Construct {
  readonly configurationSet: ConfigurationSet
  private readonly deployment: Deployment

  constructor(scope: Construct, id: string, { deployment }: { readonly deployment: Deployment }) {
    super(scope, id)
    this.deployment = deployment
    // No event destination here may ever count opens or clicks: that rewrites the links.
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
    })
    const { address, identity } = deployment.sender
    if (identity !== 'existing')
      new EmailIdentity(this, 'Identity', {
        identity: identity === 'create-domain' ? Identity.domain(domainOf(address)) : Identity.email(address),
      }).applyRemovalPolicy(statefulRemoval(deployment))
  }

  /** Allows to send as the deployment's sender, and as nobody else of its domain. */
  grantSend(grantee: IGrantable): void {
    const { address, identity } = this.deployment.sender
    const identities = {
      existing: [address, domainOf(address)],
      'create-domain': [domainOf(address)],
      'create-address': [address],
    }[identity]
    const arn = (resource: string, resourceName: string) => Stack.of(this).formatArn({ service: 'ses', resource, resourceName })
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendRawEmail'],
        resources: [
          ...identities.map((name) => arn('identity', name)),
          arn('configuration-set', this.configurationSet.configurationSetName),
        ],
        conditions: { StringEquals: { 'ses:FromAddress': address } },
      }),
    )
  }
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()
