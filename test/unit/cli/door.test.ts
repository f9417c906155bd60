import { describe, expect, test } from 'vitest'
import { answering, command } from '../../support/command.ts'
import { approved, sampleRequest } from '../../support/sample-requests.ts'

const now = () => Date.parse('2026-11-23T09:30:00.000Z')
const { id } = sampleRequest()

describe('request extend', () => {
  test('asks for what is open, by a request that names it', async () => {
    const api = answering(({ method }) =>
      method === 'GET'
        ? { body: sampleRequest(approved) }
        : { status: 201, body: sampleRequest({ id: 'acme-bank.NEW', extends: id }) },
    )
    const ran = await command(['request', 'extend', id, '--detail', 'The second half.', '--period', '2h'], {
      fetch: api.fetch,
      now,
    })
    expect(ran).toMatchObject({ exit: 0, err: '' })
    expect(api.calls.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['GET', `/requests/${id}`, undefined],
      [
        'POST',
        '/requests',
        {
          tenantId: 'acme-bank',
          environmentId: 'production',
          service: 'database',
          reason: { type: 'CustomerInitiatedSupport', detail: 'The second half.' },
          supportTicket: 'T-1001',
          // As it was given, not as it was asked for.
          accessLevel: 'read',
          accessPeriod: 'PT2H',
          extends: id,
        },
      ],
    ])
    expect(ran.out).toContain(`goes on from  ${id}`)
    expect(ran.out).toContain('Follow it: lockbox request watch acme-bank.NEW')
  })

  test('names for a machine whom it acts for', async () => {
    const api = answering(({ method }) => ({ body: sampleRequest(method === 'GET' ? approved : {}) }))
    const who = ['--operator', 'Olivia Meier <olivia@vendor.example>', '--key', 'k-2']
    await command(['request', 'extend', id, '--detail', 'More.', ...who], { fetch: api.fetch })
    expect(api.calls[1]).toMatchObject({
      headers: { 'idempotency-key': 'k-2' },
      body: { operator: { id: 'olivia@vendor.example', name: 'Olivia Meier', email: 'olivia@vendor.example' } },
    })
  })

  test('asks nobody where nothing is open', async () => {
    const api = answering(() => ({ body: sampleRequest() }))
    const ran = await command(['request', 'extend', id, '--detail', 'More.'], { fetch: api.fetch })
    expect(ran).toMatchObject({ exit: 1, out: '' })
    expect(ran.err).toContain('it is Action needed')
    expect(api.calls).toHaveLength(1)
  })
})

describe('request remind', () => {
  test('mails the approvers again', async () => {
    const api = answering(() => ({ status: 202, body: {} }))
    const ran = await command(['request', 'remind', id], { fetch: api.fetch })
    expect(ran).toMatchObject({ exit: 0 })
    expect(api.calls[0]).toMatchObject({ method: 'POST', path: `/requests/${id}/remind`, body: {} })
    expect(ran.out).toContain('mailed again')
  })

  test('says when it was too soon', async () => {
    const body = { code: 'TooManyRequests', detail: 'Once an hour: again from 10:15.' }
    const ran = await command(['request', 'remind', id], { fetch: answering(() => ({ status: 429, body })).fetch })
    expect(ran).toMatchObject({ exit: 1, err: 'Once an hour: again from 10:15. (TooManyRequests)\n' })
  })
})

describe('emergency start', () => {
  const args = [
    ...['emergency', 'start', '--tenant', 'acme-bank', '--environment', 'production', '--service', 'database'],
    ...['--incident', 'INC-4711', '--justification', 'Payments fail for all customers.', '--period', '1h'],
  ]
  const emergency = sampleRequest({
    state: 'Emergency',
    display: 'Emergency access',
    incident: 'INC-4711',
    granted: { accessLevel: 'read', accessPeriod: 'PT1H', accessUntil: '2026-11-23T10:15:00.000Z' },
  })

  test('sends what was typed, and says what it has set off', async () => {
    const api = answering(() => ({ status: 201, body: emergency }))
    const ran = await command(args, { fetch: api.fetch, now })
    expect(ran.exit).toBe(0)
    expect(api.calls).toMatchObject([
      {
        method: 'POST',
        path: '/emergency-access',
        body: {
          tenantId: 'acme-bank',
          environmentId: 'production',
          service: 'database',
          incident: 'INC-4711',
          justification: 'Payments fail for all customers.',
          accessPeriod: 'PT1H',
        },
      },
    ])
    expect(ran.out).toContain('Emergency access "read" is open until 2026-11-23 10:15 UTC (45 min left).')
    expect(ran.out).toMatch(/^incident +INC-4711$/m)
    expect(ran.err).toContain('All approvers and observers of acme-bank are being told.')
  })

  test('opens nothing where no approval is required', async () => {
    const api = answering(() => ({ body: { decision: 'NotRequired', basis: 'PolicyOff' } }))
    const ran = await command(args, { fetch: api.fetch })
    expect(ran).toMatchObject({ exit: 0, err: '' })
    expect(ran.out).toContain('Nothing was opened')
  })

  test('is refused in the API’s own words', async () => {
    const body = { code: 'EmergencyRefused', detail: 'The customer refuses it until 2026-11-24 09:00 UTC.' }
    const ran = await command(args, { fetch: answering(() => ({ status: 409, body })).fetch })
    expect(ran).toMatchObject({ exit: 1, out: '' })
    expect(ran.err).toContain('(EmergencyRefused)')
  })
})

describe('access check', () => {
  const args = [
    ...['access', 'check', '--operator', 'olivia@vendor.example', '--tenant', 'acme-bank'],
    ...['--environment', 'production'],
  ]
  const yes = { allowed: true, basis: 'Approved', requestId: id, until: '2026-11-23T10:20:00.000Z' }

  test('a yes ends with 0', async () => {
    const api = answering(() => ({ body: yes }))
    const ran = await command([...args, '--level', 'write', '--action', 'export.retry', '--resource', 'exports/1'], {
      fetch: api.fetch,
    })
    expect(ran).toEqual({ exit: 0, err: '', out: `Allowed: Approved, until 2026-11-23 10:20 UTC, request ${id}\n` })
    expect(api.calls[0]).toMatchObject({
      path: '/access/check',
      body: {
        operator: 'olivia@vendor.example',
        tenantId: 'acme-bank',
        environmentId: 'production',
        accessLevel: 'write',
        action: 'export.retry',
        resource: 'exports/1',
      },
    })
  })

  test.each([{ allowed: false, basis: 'NoGrant' }, { basis: 'NoGrant' }, { allowed: 'true', basis: 'NoGrant' }])(
    '%j is a no, and ends with 1',
    async (body) => {
      const api = answering(() => ({ body }))
      const ran = await command(args, { fetch: api.fetch })
      expect(ran).toMatchObject({ exit: 1, out: '' })
      expect(ran.err).toContain('Not allowed: NoGrant.')
      const json = await command([...args, '--json'], { fetch: api.fetch })
      expect(json.exit).toBe(1)
      expect(JSON.parse(json.out)).toEqual(body)
    },
  )

  test('gets a token of the check for a data service’s client, and takes nobody’s sign-in', async () => {
    const forms: string[] = []
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init)
      if (!request.url.endsWith('/token')) return Response.json(yes)
      forms.push(await request.text())
      return Response.json({ access_token: 'm', token_type: 'Bearer', expires_in: 3600 })
    }
    const client = { LOCKBOX_TOKEN: '', LOCKBOX_CLIENT_ID: 'database', LOCKBOX_CLIENT_SECRET: 's' }
    const env = { ...client, LOCKBOX_TOKEN_URL: 'https://issuer.example/token' }
    expect(await command(args, { fetch, env })).toMatchObject({ exit: 0 })
    expect(new URLSearchParams(forms[0]).get('scope')).toBe('lockbox/check')
    const ran = await command(args, { fetch, env: { LOCKBOX_TOKEN: '' } })
    expect(ran).toMatchObject({ exit: 3, out: '' })
    expect(ran.err).toContain('a data service')
  })
})

describe('access token', () => {
  const answer = {
    token: 'eyJ0.eyJz.c2ln',
    tokenType: 'lockbox-access+jwt',
    expiresAt: '2026-11-23T09:35:00.000Z',
    audience: 'lockbox/database',
  }

  test('prints the token alone on standard output', async () => {
    const api = answering(() => ({ body: answer }))
    const ran = await command(['access', 'token', id], { fetch: api.fetch })
    expect(ran).toEqual({
      exit: 0,
      out: 'eyJ0.eyJz.c2ln\n',
      err: 'For lockbox/database, until 2026-11-23 09:35 UTC.\n',
    })
    expect(api.calls[0]).toMatchObject({ method: 'POST', path: `/requests/${id}/access-token` })
    const json = await command(['access', 'token', id, '--json'], { fetch: api.fetch })
    expect(json.err).toBe('')
    expect(JSON.parse(json.out)).toEqual(answer)
  })

  test('is none where nothing is open', async () => {
    const body = { code: 'NoGrant', detail: 'The request has no open grant.' }
    const ran = await command(['access', 'token', id], { fetch: answering(() => ({ status: 409, body })).fetch })
    expect(ran).toMatchObject({ exit: 1, out: '' })
    expect(ran.err).toContain('→ What is open to you: lockbox request list --state Approved')
  })
})

describe('operator end-grants', () => {
  test('names all that it ended', async () => {
    const ended = [{ id, tenantId: 'acme-bank', environmentId: 'production', service: 'database' }]
    const api = answering(() => ({ body: { ended } }))
    const ran = await command(['operator', 'end-grants', 'olivia@vendor.example', '--reason', 'Stolen.'], {
      fetch: api.fetch,
    })
    expect(api.calls[0]).toMatchObject({
      path: '/operators/olivia%40vendor.example/end-grants',
      body: { reason: 'Stolen.' },
    })
    expect(ran.out).toBe(
      `Nothing is open to olivia@vendor.example any more. Ended:\n${id}  database in production of acme-bank\n`,
    )
  })

  test('says when nothing was open', async () => {
    const api = answering(() => ({ body: { ended: [] } }))
    const { out } = await command(['operator', 'end-grants', 'x', '--reason', 'Left.'], { fetch: api.fetch })
    expect(out).toBe('Nothing was open to x.\n')
  })
})

test('environment migrate says whose it is now', async () => {
  const api = answering(() => ({ body: { environmentId: 'archive', from: 'acme-bank', to: 'north-clinic' } }))
  const args = ['--tenant', 'acme-bank', '--environment', 'archive', '--to', 'north-clinic']
  const ran = await command(['environment', 'migrate', ...args], { fetch: api.fetch })
  expect(api.calls[0]).toMatchObject({
    path: '/tenants/acme-bank/environments/archive/migration',
    body: { tenantId: 'north-clinic' },
  })
  expect(ran.out).toBe('archive belongs to north-clinic now, and no longer to acme-bank.\n')
})

test.each([
  [{}, /^used +never$/m],
  [
    { check: { count: 3, firstAt: '2026-11-23T09:22:00.000Z', lastAt: '2026-11-23T09:29:00.000Z' } },
    /^used +3 times, 2026-11-23 09:22 UTC to 2026-11-23 09:29 UTC$/m,
  ],
  [
    { pass: { count: 1, firstAt: '2026-11-23T09:21:00.000Z', lastAt: '2026-11-23T09:21:00.000Z' } },
    /^tokens +1 given out, 2026-11-23 09:21 UTC$/m,
  ],
])('request show says what %j was', async (uses, words) => {
  const api = answering(() => ({ body: sampleRequest({ ...approved, uses }) }))
  expect((await command(['request', 'show', id], { fetch: api.fetch, now })).out).toMatch(words)
})
