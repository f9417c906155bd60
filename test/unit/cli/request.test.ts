import { describe, expect, test } from 'vitest'
import { answering, command } from '../../support/command.ts'
import { approved, sampleRequest } from '../../support/sample-requests.ts'

const now = () => Date.parse('2026-11-23T09:30:00.000Z')
const { id } = sampleRequest()

describe('request start', () => {
  const args = ['request', 'start', '--tenant', 'acme-bank', '--environment', 'production', '--service', 'database']

  test('sends what was typed, as the API has it', async () => {
    const api = answering(() => ({ status: 201, body: sampleRequest() }))
    const ran = await command(
      [
        ...args,
        ...['--detail', 'The nightly export fails.', '--ticket', 'T-1001', '--level', 'write', '--period', '4h'],
        ...['--operator', 'Olivia Meier <olivia@vendor.example>', '--key', 'k-1'],
      ],
      { fetch: api.fetch, now },
    )
    expect(ran).toMatchObject({ exit: 0, err: '' })
    expect(api.calls).toMatchObject([
      {
        method: 'POST',
        path: '/requests',
        headers: { authorization: 'Bearer t', 'idempotency-key': 'k-1' },
        body: {
          tenantId: 'acme-bank',
          environmentId: 'production',
          service: 'database',
          reason: { type: 'CustomerInitiatedSupport', detail: 'The nightly export fails.' },
          supportTicket: 'T-1001',
          accessLevel: 'write',
          accessPeriod: 'PT4H',
          operator: { id: 'olivia@vendor.example', name: 'Olivia Meier', email: 'olivia@vendor.example' },
        },
      },
    ])
    expect(ran.out).toMatchSnapshot()
  })

  test('leaves out what was not typed', async () => {
    const api = answering(() => ({ status: 201, body: sampleRequest() }))
    await command([...args, '--detail', 'x', '--reason', 'ProductionAlert'], { fetch: api.fetch })
    expect(Object.keys(api.calls[0]?.body as object)).toEqual(['tenantId', 'environmentId', 'service', 'reason'])
  })

  test('says that no approval is required', async () => {
    const api = answering(() => ({ body: { decision: 'NotRequired', basis: 'PolicyOff' } }))
    const ran = await command([...args, '--detail', 'x', '--watch'], { fetch: api.fetch })
    expect(ran.exit).toBe(0)
    expect(ran.out).toContain('switched its lockbox policy off')
    expect(api.calls).toHaveLength(1)
  })
})

describe('a refusal ends with 1, and says code, detail and what to do', () => {
  test('a request that is open already', async () => {
    const body = {
      type: 'about:blank',
      title: 'A request is already open',
      status: 409,
      code: 'RequestAlreadyOpen',
      detail: 'Your earlier request still waits.',
      requestId: id,
    }
    const api = answering(() => ({ status: 409, body }))
    const args = ['request', 'start', '--tenant', 'a', '--environment', 'b', '--service', 'c', '--detail', 'd']
    const ran = await command(args, { fetch: api.fetch })
    expect(ran).toEqual({
      exit: 1,
      out: '',
      err: `Your earlier request still waits. (RequestAlreadyOpen)\n→ See it: lockbox request show ${id}\n→ Take it back: lockbox request cancel ${id}\n`,
    })
    const json = await command([...args, '--json'], { fetch: api.fetch })
    expect(JSON.parse(json.err)).toMatchObject({ error: { ...body, exit: 'refused' } })
  })

  test('every fault of what was sent', async () => {
    const errors = [
      { pointer: '/tenantId', detail: 'must be a tenant id' },
      { pointer: '/supportTicket', detail: 'is required' },
    ]
    const body = { code: 'InvalidRequest', detail: 'The body is not valid: /tenantId must be a tenant id', errors }
    const { err } = await command(['request', 'cancel', id], { fetch: answering(() => ({ status: 400, body })).fetch })
    expect(err).toContain('/tenantId must be a tenant id (InvalidRequest)\nalso /supportTicket is required')
  })

  test('an answer without a problem', async () => {
    const ran = await command(['request', 'show', id], { fetch: answering(() => ({ status: 502, body: 'x' })).fetch })
    expect(ran).toMatchObject({ exit: 1 })
    expect(ran.err).toContain('The API answered 502.')
  })

  test('a token that is not taken is a sign-in that is missing', async () => {
    const api = answering(() => ({ status: 401, body: { message: 'Unauthorized' } }))
    const ran = await command(['request', 'show', id], { fetch: api.fetch })
    expect(ran).toMatchObject({ exit: 3 })
    expect(ran.err).toContain('lockbox login')
  })

  test('no network', async () => {
    const ran = await command(['request', 'show', id])
    expect(ran).toMatchObject({ exit: 4, err: expect.stringContaining('no network') })
  })

  test('what others wrote cannot steer the terminal', async () => {
    const body = { code: 'NotFound', detail: 'nothing \u001B[2J\u202E here' }
    const { err } = await command(['request', 'show', id], { fetch: answering(() => ({ status: 404, body })).fetch })
    expect(err).not.toMatch(/[\p{Cf}]|(?!\n)\p{Cc}/u)
  })
})

describe('request show', () => {
  test.each([
    [
      'waiting',
      sampleRequest({
        comments: [
          {
            id: 'c',
            at: '2026-11-23T09:16:00.000Z',
            by: { kind: 'approver', name: 'Anna Keller' },
            text: 'Which\nexport?',
          },
        ],
      }),
    ],
    ['approved', sampleRequest(approved)],
  ])('%s', async (_, request) => {
    const api = answering(() => ({ body: request }))
    const ran = await command(['request', 'show', id], { fetch: api.fetch, now })
    expect(api.calls[0]).toMatchObject({ method: 'GET', path: `/requests/${id}` })
    expect(ran.out).toMatchSnapshot()
  })

  test('--json is the answer as it came', async () => {
    const api = answering(() => ({ body: sampleRequest(approved) }))
    const { out } = await command(['request', 'show', id, '--json'], { fetch: api.fetch })
    expect(JSON.parse(out)).toEqual(sampleRequest(approved))
  })
})

describe('request list', () => {
  test('goes through pages until it has enough', async () => {
    const pages = [
      { items: [sampleRequest()], cursor: 'c1' },
      { items: [], cursor: 'c2' },
      { items: [sampleRequest(approved), sampleRequest()], cursor: 'c3' },
    ]
    const api = answering(({ query }) => ({ body: pages[Number(query.cursor?.slice(1) ?? 0)] }))
    const ran = await command(['request', 'list', '--state', 'Approved', '--limit', '2'], { fetch: api.fetch })
    expect(api.calls.map(({ query }) => query)).toEqual([
      { state: 'Approved' },
      { state: 'Approved', cursor: 'c1' },
      { state: 'Approved', cursor: 'c2' },
    ])
    expect(ran.out).toMatchSnapshot()
    expect(ran.err).toContain('There are more')
  })

  test('says when there is none', async () => {
    const api = answering(() => ({ body: { items: [] } }))
    expect((await command(['request', 'list'], { fetch: api.fetch })).out).toContain('No requests.')
    expect(JSON.parse((await command(['request', 'list', '--json'], { fetch: api.fetch })).out)).toEqual({
      items: [],
      more: false,
    })
  })
})

test.each(['cancel', 'end'] as const)('request %s sends the reason, or no body at all', async (verb) => {
  const api = answering(() => ({ body: sampleRequest() }))
  await command(['request', verb, id, '--reason', 'Done.'], { fetch: api.fetch })
  await command(['request', verb, id], { fetch: api.fetch })
  expect(api.calls.map(({ path, body }) => [path, body])).toEqual([
    [`/requests/${id}/${verb}`, { reason: 'Done.' }],
    [`/requests/${id}/${verb}`, undefined],
  ])
})

describe('request watch', () => {
  const ended = sampleRequest({ ...approved, state: 'Ended', display: 'Access ended', version: 3 })
  const { granted: _granted, ...over } = ended

  test('shows each change once, and stops when it is over', async () => {
    const answers = [sampleRequest(), sampleRequest(), sampleRequest(approved), sampleRequest(approved), over]
    const api = answering(() => ({ body: answers.shift() }))
    const ran = await command(['request', 'watch', id], { fetch: api.fetch, now })
    expect(ran.exit).toBe(0)
    expect(api.calls.map(({ query }) => query)).toEqual([{}, { wait: '20' }, { wait: '20' }, {}, {}])
    expect(ran.out.trim().split('\n')).toEqual([
      expect.stringContaining('Action needed.'),
      expect.stringContaining('Approved. Access "read" is open until 2026-11-23 10:20 UTC'),
      expect.stringContaining('Access ended.'),
    ])
  })

  test('stops at the decision when told to', async () => {
    const api = answering(() => ({ body: sampleRequest(approved) }))
    expect(await command(['request', 'watch', id, '--until-decided'], { fetch: api.fetch })).toMatchObject({ exit: 0 })
    expect(api.calls).toHaveLength(1)
  })

  test('Ctrl-C leaves the request as it is, and says so', async () => {
    const interruption = new AbortController()
    const api = answering(() => ({ body: sampleRequest() }))
    const ran = await command(['request', 'watch', id], {
      fetch: api.fetch,
      interruption,
      onOut: () => interruption.abort(),
    })
    expect(ran.exit).toBe(130)
    expect(ran.err).toContain('The request stays as it is: Action needed.')
    expect(api.calls.every(({ method }) => method === 'GET')).toBe(true)
  })

  test('a moment without network is passed over, a long one is not', async () => {
    let calls = 0
    const api = answering(() => ({ body: over }))
    const flaky: typeof fetch = (input, init) =>
      ++calls < 3 ? Promise.reject(new TypeError('fetch failed')) : api.fetch(input, init)
    expect(await command(['request', 'watch', id], { fetch: flaky })).toMatchObject({ exit: 0 })
    expect(await command(['request', 'watch', id])).toMatchObject({ exit: 4 })
  })
})
