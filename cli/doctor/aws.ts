import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { GetAccountSettingsCommand, GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  GetIdentityDkimAttributesCommand,
  GetIdentityVerificationAttributesCommand,
  GetSendQuotaCommand,
  SESClient,
  SendEmailCommand,
} from '@aws-sdk/client-ses'
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns'
import type { Cloud } from './cloud.ts'

/** The account behind the credentials of the environment. */
export function awsCloud(region: string | undefined): Cloud {
  const config = region ? { region } : {}
  const cloudFormation = new CloudFormationClient(config)
  const lambda = new LambdaClient(config)
  const ses = new SESClient(config)
  const sns = new SNSClient(config)
  return {
    region: region ?? '',
    stack: async (name) => {
      try {
        const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }))
        const outputs = (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])
        return stack && { status: stack.StackStatus ?? '', outputs: Object.fromEntries(outputs) }
      } catch (error) {
        if (/does not exist/.test((error as Error).message)) return undefined
        throw error
      }
    },
    environment: async (name) => {
      const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }))
      return Environment?.Variables ?? {}
    },
    concurrency: async () => {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}))
      return {
        limit: AccountLimit?.ConcurrentExecutions ?? 0,
        unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? 0,
      }
    },
    sending: async () => {
      const { Max24HourSend = 0, SentLast24Hours = 0 } = await ses.send(new GetSendQuotaCommand({}))
      return { aDay: Max24HourSend, sent: SentLast24Hours }
    },
    identities: async (names) => {
      const Identities = [...names]
      const [verified, dkim] = await Promise.all([
        ses.send(new GetIdentityVerificationAttributesCommand({ Identities })),
        ses.send(new GetIdentityDkimAttributesCommand({ Identities })),
      ])
      const found = Object.entries(verified.VerificationAttributes ?? {}).map(([name, { VerificationStatus }]) => {
        const { DkimEnabled, DkimVerificationStatus } = dkim.DkimAttributes?.[name] ?? {}
        const signed = DkimEnabled && DkimVerificationStatus === 'Success'
        const state = signed ? 'signed' : DkimVerificationStatus === 'Pending' ? 'pending' : 'none'
        return [name, { verified: VerificationStatus === 'Success', dkim: state }] as const
      })
      return Object.fromEntries(found)
    },
    subscriptions: async (topicArn) => {
      const found: { readonly endpoint: string; readonly confirmed: boolean }[] = []
      // One that waits for its confirmation has the ARN `PendingConfirmation`.
      for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
        { client: sns },
        { TopicArn: topicArn },
      ))
        for (const { Endpoint = '', SubscriptionArn = '' } of Subscriptions)
          found.push({ endpoint: Endpoint, confirmed: SubscriptionArn.startsWith('arn:') })
      return found
    },
    sendMail: async ({ from, to, configurationSet }) => {
      await ses.send(
        new SendEmailCommand({
          Source: from,
          Destination: { ToAddresses: [to] },
          Message: {
            Subject: { Data: 'Customer Lockbox: test mail' },
            Body: { Text: { Data: 'This mail was sent by "lockbox doctor --mail". Nothing is to be done.' } },
          },
          ...(configurationSet && { ConfigurationSetName: configurationSet }),
        }),
      )
    },
  }
}
