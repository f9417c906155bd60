import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { prefix } from '../functions/domain/keys.ts'
import type { AccessKeys } from './access-keys.ts'
import { allowItems } from './item-access.ts'
import type { LockboxFunction } from './lockbox-function.ts'
import type { StateTable } from './state-table.ts'

export interface PassResources {
  readonly state: StateTable
  readonly accessKeys: AccessKeys
  /** The role that AWS credentials are given out of, by service. */
  readonly awsRoles: Readonly<Record<string, string>>
}

/** Of all roles this one alone signs access tokens and assumes roles; it sees doors, and of requests only that they exist. */
export function grantPass(pass: LockboxFunction, { state, accessKeys, awsRoles }: PassResources): void {
  allowItems(pass, state, { may: ['Query', 'ConditionCheckItem'], of: [prefix.door] })
  // A refusal is on the record of a request that there is.
  allowItems(pass, state, { may: ['ConditionCheckItem'], of: [prefix.request], attributes: ['pk', 'sk'], blind: true })
  allowItems(pass, state, { may: ['UpdateItem'], of: [prefix.count('pass')] })
  allowItems(pass, state, { may: ['PutItem'], of: [prefix.outbox('pass')] })
  pass.addToRolePolicy(new PolicyStatement({ actions: ['kms:Sign'], resources: [accessKeys.signing.keyArn] }))
  const resources = [...new Set(Object.values(awsRoles))]
  if (resources.length > 0)
    pass.addToRolePolicy(
      new PolicyStatement({ actions: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'], resources }),
    )
}
