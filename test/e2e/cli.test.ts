import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { awsEnvironment } from '../../infra/local/environment.ts'
import { recordOutbox } from '../../infra/local/functions.ts'
import { root } from '../../infra/local/paths.ts'
import { ownFolder } from '../support/command.ts'
import { withCustomer } from '../support/customers.ts'
import { type OwnTenant, Story } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)

interface Ran {
  readonly exit: number | null
  readonly out: string
  readonly err: string
}

/** The command as it is installed: a process of its own. */
function lockbox(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  onOut?: (text: string) => 'interrupt' | undefined,
) {
  const child = spawn(process.execPath, [join(root, 'cli', 'lockbox.ts'), ...args], {
    env: { PATH: process.env.PATH ?? '', XDG_CONFIG_HOME: ownFolder(), LOCKBOX_URL: target.apiUrl, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    if (onOut?.(out) === 'interrupt') child.kill('SIGINT')
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  return new Promise<Ran>((resolve) => child.on('close', (exit) => resolve({ exit, out, err })))
}

const machine = {
  LOCKBOX_CLIENT_ID: target.machine.clientId,
  LOCKBOX_CLIENT_SECRET: target.machine.clientSecret,
  LOCKBOX_TOKEN_URL: target.tokenUrl,
}

describe('the lockbox command', () => {
  let tenant: OwnTenant
  beforeAll(async () => {
    tenant = await story.tenant()
  })
  const start = (service: string, ...more: readonly string[]) =>
    lockbox(
      [
        ...['request', 'start', '--tenant', tenant.id, '--environment', 'production', '--service', service],
        ...['--ticket', 'T-1', '--detail', 'The import fails.', '--json', ...more],
      ],
      machine,
    )
  const operator = ['--operator', 'Otto Operator <otto@vendor.example>'] as const

  it('asks, lists, shows, watches and cancels with the credentials of a machine', async () => {
    const started = await start('database', ...operator, '--period', '2h')
    expect(started).toMatchObject({ exit: 0, err: '' })
    const { id } = JSON.parse(started.out) as { id: string }
    expect(JSON.parse(started.out)).toMatchObject({ state: 'ActionNeeded', accessPeriod: 'PT2H' })

    const listed = await lockbox(['request', 'list', '--tenant', tenant.id, '--ticket', 'T-1', '--json'], machine)
    expect((JSON.parse(listed.out) as { items: { id: string }[] }).items.map((one) => one.id)).toEqual([id])

    const again = await start('database', ...operator)
    expect(again).toMatchObject({ exit: 1, out: '' })
    expect(JSON.parse(again.err)).toMatchObject({ error: { code: 'RequestAlreadyOpen', requestId: id } })

    const watched = await lockbox(['request', 'watch', id], machine, () => 'interrupt')
    expect(watched).toMatchObject({ exit: 130, err: expect.stringContaining('stays as it is: Action needed') })

    const canceled = await lockbox(['request', 'cancel', id, '--reason', 'Solved.', '--json'], machine)
    expect(JSON.parse(canceled.out)).toMatchObject({ state: 'Canceled', closed: { reason: 'Solved.' } })
    const shown = await lockbox(['request', 'show', id], machine)
    expect(shown.out).toMatch(/^state +Canceled$/m)
    expect(await lockbox(['request', 'watch', id], machine)).toMatchObject({ exit: 0, err: '' })
  })

  it('asks with the token of a person, follows the decision and ends the access', async () => {
    const person = { LOCKBOX_TOKEN: await story.api.token('operator') }
    const following = lockbox(
      [
        ...['request', 'start', '--tenant', tenant.id, '--environment', 'production', '--service', 'files'],
        ...['--reason', 'ProductionAlert', '--detail', 'The disk is full.', '--json', '--watch'],
      ],
      person,
    )
    const mail = await story.mails.waitFor(tenant.approvers[0] ?? '', (one) => one.text.includes('The disk is full.'))
    const id = /[\w-]+\.[0-9A-HJKMNP-TV-Z]{26}/.exec(mail.text)?.[0] ?? ''
    await story.decide(await story.ticket(tenant.approvers[0] ?? '', id))
    const followed = await following
    expect(followed).toMatchObject({ exit: 0, err: '' })
    expect(followed.out).toContain('"state":"Approved"')
    expect(await lockbox(['request', 'end', id], person)).toMatchObject({
      exit: 0,
      out: expect.stringContaining('Access ended'),
    })
    const whoami = await lockbox(['whoami'], person)
    expect(whoami.out).toContain('Olivia Meier <olivia.meier@vendor.example>; groups: operator')
  })

  it('exports the audit trail whole, oldest first, and converts it', async () => {
    if (target.endpoint) await recordOutbox(target)
    const auditor = { LOCKBOX_TOKEN: await (await withCustomer(target, tenant.id, 'auditor')).token('auditor') }
    const listed = await lockbox(['audit', 'list', '--limit', '200', '--json'], auditor)
    const { items } = JSON.parse(listed.out) as { items: { seq: number }[] }
    expect(items.length).toBeGreaterThan(5)
    const out = join(ownFolder(), 'audit.ndjson')
    expect(await lockbox(['audit', 'export', '--out', out], auditor)).toMatchObject({ exit: 0, out: '' })
    const exported = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { seq: number }).seq)
    expect(exported).toEqual(exported.map((_, i) => i + 1))
    expect(exported.length).toBeGreaterThanOrEqual(items.length)
    const csv = await lockbox(['audit', 'convert', out, '--to', 'csv'], {})
    expect(csv.out.trimEnd().split('\r\n')).toHaveLength(exported.length + 1)
    const table = await lockbox(['audit', 'list', '--type', 'request.approved'], auditor)
    expect(table.out).toMatch(/request.approved .*Approver 1.*link-and-code.*ActionNeeded → Approved/)
  })

  it('ends as documented when it may not, cannot, or need not', async () => {
    const auditor = { LOCKBOX_TOKEN: await story.api.token('auditor') }
    expect(await lockbox(['request', 'list'], auditor)).toMatchObject({ exit: 3, out: '' })
    const vendorAuditor = { LOCKBOX_TOKEN: await story.api.token('vendor-auditor') }
    expect(await lockbox(['request', 'list'], vendorAuditor)).toMatchObject({
      exit: 1,
      err: expect.stringContaining('(Forbidden)'),
    })
    expect(await lockbox(['request', 'list'], {})).toMatchObject({ exit: 3 })
    expect(await lockbox(['request', 'show', 'x'], { ...machine, LOCKBOX_URL: 'http://127.0.0.1:9' })).toMatchObject({
      exit: 4,
    })
    expect(await lockbox(['request', 'show', 'x'], { ...machine, LOCKBOX_CLIENT_SECRET: 'wrong' })).toMatchObject({
      exit: 3,
    })
  })

  it.runIf(target.endpoint)('looks at the deployment with the credentials of its account', async () => {
    const args = ['doctor', '--stack', target.stackName, '--region', target.region, '--mail', 'me@vendor.example']
    const examined = await lockbox([...args, '--json'], awsEnvironment(target.endpoint ?? ''))
    const { findings } = JSON.parse(examined.out) as { findings: { level: string; what: string; found: string }[] }
    const levels = Object.fromEntries(findings.map(({ what, level }) => [what, level]))
    expect(levels).toMatchObject({ stack: 'ok', domain: 'warn', sender: 'ok', 'test mail': 'ok' })
    expect(examined.exit).toBe(findings.some(({ level }) => level === 'fail') ? 5 : 0)
    await story.mails.waitFor('me@vendor.example', ({ text }) => text.includes('lockbox doctor'))
  })
})
