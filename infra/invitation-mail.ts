import { Stack } from 'aws-cdk-lib'
import type { CfnUserPool, UserInvitationConfig, UserPool } from 'aws-cdk-lib/aws-cognito'
import type { ConfigurationSet } from 'aws-cdk-lib/aws-ses'
import { html } from '../functions/mail/markup.ts'
import type { Deployment } from './configuration.ts'
import { domainOf } from './configuration-schema.ts'

/** Days that the password of an invitation is good for; it lasts over a weekend, and over a public holiday beside one. */
export const invitationDays = 7

/** What Cognito mails to whoever gets an account; it fills in `{username}` and `{####}`, the password. */
export function invitationMail({ vendor }: Deployment, publicUrl: string, customers: boolean): UserInvitationConfig {
  const what = customers
    ? html`<p>${vendor.name} gets at your organisation's data only when an approver of your organisation lets it. You have an account
for the page where approvers decide that, and where your organisation sees who asked, why, and what was done.</p>`
    : html`<p>Access to customers' data at ${vendor.name} goes through Customer Lockbox: you ask, the customer's approvers decide. You have an account
for it.</p>`
  const body = html`${what}
<p>Page: <a href="${publicUrl}/">${publicUrl}/</a><br>
Sign in as: {username}<br>
Password for the first time: <code>{####}</code></p>
<p>The password is good for ${String(invitationDays)} days; you choose your own when you sign in. No mail about a request ever asks for it.
If you did not expect this mail, sign in nowhere and write to <a href="mailto:${vendor.supportEmail}">${vendor.supportEmail}</a>.</p>`
  return { emailSubject: subjectOf(vendor.name), emailBody: String(body) }
}

/** Cognito takes 140 characters. */
const subjectOf = (vendor: string): string =>
  vendor.length <= 100 ? `Your account for Customer Lockbox at ${vendor}` : 'Your account for Customer Lockbox'

/**
 * Has the pool send its mails as the deployment's sender: Cognito's own sender is one of Amazon's, and good for 50 a
 * day. Its identity is the sender's domain, unless the stack made one of the address alone.
 */
export function sendAs(pool: UserPool, { vendor, sender }: Deployment, configurationSet: ConfigurationSet): void {
  const { address, identity, identityName } = sender
  const raw = pool.node.defaultChild as CfnUserPool
  raw.emailConfiguration = {
    emailSendingAccount: 'DEVELOPER',
    from: `${quoted(vendor.name)} <${address}>`,
    replyToEmailAddress: vendor.supportEmail,
    sourceArn: Stack.of(pool).formatArn({
      service: 'ses',
      resource: 'identity',
      resourceName: identity === 'create-address' ? address : (identityName ?? domainOf(address)),
    }),
    configurationSet: configurationSet.configurationSetName,
  }
}

/** A display name of RFC 5322, in ASCII, as Cognito wants it. */
const quoted = (name: string): string => `"${name.replace(/[^\x20-\x7e]/g, '').replace(/["\\]/g, '')}"`
