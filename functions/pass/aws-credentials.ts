import { type AwsSession, awsSession } from '../domain/aws-session.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import type { AwsCredentials, AwsRoles } from '../ports.ts'
import { type Ask, type Issue, type PassPorts, recordIssue } from './record-issue.ts'

const sessionOf = ({ door, id, now }: Issue): AwsSession => awsSession(door, id, now)

/** Credentials of the role that the deployment names for the grant's service: recorded first, then asked of STS. */
export async function awsCredentials(
  ask: Ask,
  /** By service. */
  roleArns: Readonly<Record<string, string>>,
  ports: PassPorts & { readonly roles: AwsRoles },
): Promise<Outcome<AwsCredentials>> {
  const issued = await recordIssue(
    ask,
    'lockbox.access.credentialsIssued',
    (issue) =>
      Object.hasOwn(roleArns, issue.door.service)
        ? done({ expiresAt: sessionOf(issue).expiresAt })
        : refused(
            'NotConfigured',
            `The service "${issue.door.service}" is not reached with AWS credentials. Use an access token.`,
          ),
    ports,
  )
  if (!issued.ok) return issued
  const session = sessionOf(issued.value)
  const credentials = await ports.roles.assume(roleArns[issued.value.door.service] ?? '', session)
  // What counts is the earlier end: STS knows no session shorter than a quarter of an hour.
  return done({ ...credentials, expiresAt: session.expiresAt })
}
