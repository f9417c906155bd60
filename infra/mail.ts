import { Stack } from 'aws-cdk-lib'
import { EventBus } from 'aws-cdk-lib/aws-events'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
} from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { Deployment } from './configuration.ts'
import { domainOf } from './configuration-schema.ts'
import type { LockboxFunction } from './lockbox-function.ts'
import { isProduction, statefulRemoval } from './stage.ts'

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
    // SES knows no other bus than the account's own.
    const bus = EventBus.fromEventBusName(this, 'DefaultBus', 'default')
    this.configurationSet.addEventDestination('Deliveries', {
      destination: EventDestination.eventBus(bus),
      events: [
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
      ],
    })
    const { address, identity } = deployment.sender
    if (identity !== 'existing')
      new EmailIdentity(this, 'Identity', {
        identity: identity === 'create-domain' ? Identity.domain(domainOf(address)) : Identity.email(address),
      }).applyRemovalPolicy(statefulRemoval(deployment))
  }

  /** Allows to send as the deployment's sender, and as nobody else of its domain. */
  grantSend(sender: LockboxFunction): void {
    const { address, identityName = domainOf(address) } = this.deployment.sender
    const production = isProduction(this.deployment)
    // Where both are verified SES checks the right to both. In the SES sandbox it checks the recipient's identity too.
    const identities = production ? [address, identityName] : ['*']
    const arn = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service: 'ses', resource, resourceName })
    sender.addToRolePolicy(
      new PolicyStatement({
        actions: ['ses:SendRawEmail'],
        resources: [
          ...identities.map((name) => arn('identity', name)),
          arn('configuration-set', this.configurationSet.configurationSetName),
        ],
        conditions: { StringEquals: { 'ses:FromAddress': address } },
      }),
    )
    const finding = 'IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]'
    if (!production)
      acknowledge(sender.writer, finding, 'The SES sandbox checks identities of recipients; From is fixed.')
  }
}
