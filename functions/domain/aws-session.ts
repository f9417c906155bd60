import { sha256Hex } from './digest.ts'
import { endsAt, type OpenDoor } from './pass.ts'
import { requestId } from './request.ts'
import { type Instant, instantOf, type Seconds } from './time.ts'

/** The shortest session that STS gives: so long a revocation may take where an operator works with AWS credentials. */
const sessionLife: Seconds = 900

/** What a role is assumed with (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). */
export interface AwsSession {
  readonly sessionName: string
  readonly sourceIdentity: string
  readonly tags: Readonly<Record<string, string>>
  readonly policy: string
  readonly life: Seconds
  /** When the policy ends it, which is never after the grant. */
  readonly expiresAt: Instant
}

/** The session for a door; `issueId` is the event that recorded it, and the session's name in CloudTrail. */
export function awsSession(door: OpenDoor, issueId: string, now: Instant): AwsSession {
  const expiresAt = instantOf(endsAt(door, sessionLife, now))
  return {
    sessionName: issueId,
    sourceIdentity: sourceIdentityOf(door.operatorId),
    tags: {
      'lockbox:tenant': door.request.tenantId,
      'lockbox:environment': door.environmentId,
      'lockbox:request': requestId(door.request),
      // A role's policies hold writes to it: what was granted for reading must not write.
      'lockbox:level': door.accessLevel,
    },
    policy: JSON.stringify(endingPolicy(expiresAt)),
    life: sessionLife,
    expiresAt,
  }
}

/**
 * A session can do what its role may and this allows. Denied as well, because a resource policy that names the session
 * itself would pass the missing permission by; and no further role, whose session would know nothing of the end.
 */
const endingPolicy = (expiresAt: Instant) => {
  // IAM's dates have no fractions.
  const end = expiresAt.replace(/\.\d+Z$/, 'Z')
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*', Condition: { DateLessThan: { 'aws:CurrentTime': end } } },
      { Effect: 'Deny', Action: '*', Resource: '*', Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': end } } },
      { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' },
    ],
  }
}

/** What STS takes as a source identity: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const identityForm = /^[A-Za-z0-9_+=,.@-]{2,64}$/
const hashed = 'sha256='

/**
 * The operator as CloudTrail names them for as long as the session lasts: the id, which mostly is an address. Of one
 * that STS does not take, the beginning of its hash; nobody can have such an id in clear.
 */
export const sourceIdentityOf = (operatorId: string): string =>
  identityForm.test(operatorId) && !operatorId.startsWith(hashed)
    ? operatorId
    : `${hashed}${sha256Hex(operatorId).slice(0, 48)}`
