import { beforeAll, describe, expect, inject, it } from 'vitest'
import { exportPrefix } from '../../functions/domain/exports.ts'
import { streamFailures } from '../../infra/failure-bucket.ts'
import { allows, type Grant, grantsOf, type Need, needsOf } from '../support/grants.ts'
import { recordedCalls } from '../support/recorded-calls.ts'

const target = inject('target')

interface LeftOver {
  readonly role: string
  readonly action: string
  readonly prefix?: string
  /** Only these of its attributes; without them, the right as a whole. */
  readonly attributes?: readonly string[]
  readonly reason: string
}

const givenUp = 'Lambda itself puts records there that it gave up on; the local AWS never does.'
const assumed = 'AWS asks for it when a role is assumed with tags or a source identity; it is no call of its own.'
const faster = 'Read where another instance of the function recorded the same a moment before; locally there is one.'
const listed = 'The recorder takes a list of parts for a read of the object.'
const checked = 'Lambda checks the bucket that failed records go to.'

/**
 * Granted, and not seen in this run, each with its reason. Everything else that a role may do must have been done, with
 * every attribute that it may name: a right that nothing needs is taken away.
 */
const leftOver: readonly LeftOver[] = [
  { role: 'Relay', action: 's3:PutObject', prefix: streamFailures, reason: givenUp },
  { role: 'Ledger', action: 's3:PutObject', prefix: streamFailures, reason: givenUp },
  { role: 'Relay', action: 's3:ListBucket', reason: checked },
  { role: 'Ledger', action: 's3:ListBucket', reason: checked },
  { role: 'Check', action: 'dynamodb:BatchGetItem', prefix: 'count#check#', reason: faster },
  { role: 'Checkpoint', action: 'sqs:SendMessage', reason: 'Only for a ledger that takes longer than 15 minutes.' },
  { role: 'Pass', action: 'sts:TagSession', reason: assumed },
  { role: 'Export', action: 's3:ListMultipartUploadParts', prefix: exportPrefix.file, reason: listed },
  {
    role: 'Export',
    action: 'lambda:InvokeFunction',
    reason: 'A ledger that a run of a quarter of an hour does not finish.',
  },
  { role: 'Pass', action: 'sts:SetSourceIdentity', reason: assumed },
]

/** Whether a line of the list is about this right. */
const isAbout = ({ role, action, prefix }: LeftOver, grant: Grant): boolean =>
  new RegExp(`^Functions${role}[0-9A-F]{8}$`).test(grant.function) && grant.action === action && grant.prefix === prefix

/** Granted to the roles of Lambda's own plumbing, which the local AWS does not record as the function's calls. */
const plumbing =
  /^(logs:|dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$|xray:|sqs:(ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueue\w+)$)/

// Runs last (files go by name): it compares what the whole suite did with what the roles may do.
describe.runIf(target.endpoint)('least privilege', () => {
  let grants: readonly Grant[] = []
  let needs: readonly Need[] = []

  beforeAll(async () => {
    grants = (await grantsOf(target)).filter(({ action }) => !plumbing.test(action))
    needs = (await recordedCalls(target)).flatMap(needsOf)
  })

  it('was looked at in a run that did everything', () => {
    const seen = new Set(needs.map((need) => need.function))
    const roles = new Set(grants.map((grant) => grant.function))
    expect([...roles].filter((role) => !seen.has(role))).toEqual([])
  })

  it('nothing is missing: every key and attribute of every call lies within what its role is held to', () => {
    const beyond = needs.filter((need) => !grants.some((grant) => allows(grant, need)))
    expect([...new Set(beyond.map((need) => JSON.stringify(need)))]).toEqual([])
  })

  /** Attributes that a right is limited to and that no call that it allowed has named. */
  const unnamed = (grant: Grant): readonly string[] => {
    const named = new Set(needs.filter((need) => allows(grant, need)).flatMap(({ attributes }) => attributes))
    return (grant.attributes ?? []).filter((attribute) => !named.has(attribute))
  }
  const wasUsed = (grant: Grant) => needs.some((need) => allows(grant, need))

  it('nothing is too much: every granted action was used, on every prefix it is granted for', () => {
    const expected = leftOver.filter(({ attributes }) => !attributes)
    const unused = grants.filter((grant) => !wasUsed(grant) && !expected.some((line) => isAbout(line, grant)))
    expect(unused).toEqual([])
  })

  it('nothing is too wide: every attribute that a write is granted for was named by one', () => {
    const tooWide = grants.filter(wasUsed).flatMap((grant) => {
      const expected = leftOver.filter((line) => isAbout(line, grant)).flatMap(({ attributes }) => attributes ?? [])
      const attributes = unnamed(grant).filter((attribute) => !expected.includes(attribute))
      return attributes.length > 0 ? [{ ...grant, attributes }] : []
    })
    expect(tooWide).toEqual([])
  })

  it('the list of what is left over is short, and no longer than it must be', () => {
    const needless = leftOver.filter((line) => {
      const grant = grants.find((each) => isAbout(line, each))
      if (!grant) return true
      return line.attributes ? !line.attributes.every((each) => unnamed(grant).includes(each)) : wasUsed(grant)
    })
    expect(needless).toEqual([])
  })
})
