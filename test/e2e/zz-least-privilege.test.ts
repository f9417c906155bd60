import { beforeAll, describe, expect, inject, it } from 'vitest'
import { allows, type Grant, grantsOf, type Need, needsOf } from '../support/grants.ts'
import { recordedCalls } from '../support/recorded-calls.ts'

const target = inject('target')

/**
 * Granted, and not seen in this run, each with its reason. Everything else that a role may do must have been done:
 * a right that nothing needs is taken away.
 */
const leftOver: readonly (readonly [role: string, action: string, prefix: string | undefined, reason: string])[] = [
  [
    'Relay',
    's3:PutObject',
    undefined,
    'Lambda itself puts records there that it gave up on; the local AWS never does.',
  ],
  ['Relay', 's3:ListBucket', undefined, 'Lambda checks the bucket that failed records go to.'],
  ['Ledger', 's3:ListBucket', undefined, 'Lambda checks the bucket that failed records go to.'],
]

/** Granted to the roles of Lambda's own plumbing, which the local AWS does not record as the function's calls. */
const plumbing = /^(logs:|dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$|xray:|sqs:)/

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

  it('nothing is too much: every granted action was used, on every prefix it is granted for', () => {
    const unused = grants
      .filter((grant) => !needs.some((need) => allows(grant, need)))
      .filter(({ function: fn, action, prefix }) =>
        leftOver.every(([role, a, p]) => !fn.startsWith(`Functions${role}`) || a !== action || p !== prefix),
      )
    expect(unused).toEqual([])
  })

  it('the list of what is left over is short, and no longer than it must be', () => {
    const needless = leftOver.filter(([role, action, prefix]) =>
      needs.some(
        (need) =>
          need.function.startsWith(`Functions${role}`) &&
          need.action === action &&
          (prefix === undefined || need.partitionKey?.startsWith(prefix)),
      ),
    )
    expect(needless).toEqual([])
  })
})
