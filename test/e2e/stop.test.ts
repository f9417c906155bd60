import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, inject, it } from 'vitest'
import { key } from '../../functions/domain/keys.ts'
import { changeSettings, stateOf } from '../../infra/local/customer.ts'
import { Story, until } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)
const wrong = '0000-0000'

/** A request that its first approver has approved, and the link and code of each outcome's mail. */
async function approved(approvers = 1) {
  const tenant = await story.tenant(approvers)
  const { id, ticket } = await story.started(tenant)
  await story.decide(ticket)
  const tickets = await Promise.all(tenant.approvers.map((to) => story.ticket(to, id, 1)))
  return { tenant, id, asked: ticket, tickets }
}

describe('"Stop this access" of an approval’s mail', () => {
  it('shows the open access, and only the code stops it', async () => {
    const { tenant, id, tickets } = await approved(2)
    const [ada, bob] = tickets
    if (!ada || !bob) throw new Error('both were mailed')
    expect(ada.path).not.toBe(bob.path)
    const page = await story.page(ada.path)
    expect(page.status).toBe(200)
    expect(page.text).toContain('Access is approved')
    expect(page.text).toContain('Stop this access')
    expect(page.headers['cache-control']).toBe('no-store')
    expect(page.text.length).toBeLessThan(15 * 1024)
    for (const method of ['GET', 'HEAD']) await story.page(`${ada.path}?action=stop&code=${ada.code}`, method)
    expect(await story.request(id)).toMatchObject({ state: 'Approved' })
    // Each code is of its own link.
    expect((await story.form(ada.path, { action: 'stop', code: bob.code })).status).toBe(403)
    expect(await story.request(id)).toMatchObject({ state: 'Approved' })

    const stopped = await story.form(ada.path, { action: 'stop', code: ada.code.toLowerCase(), reason: 'Enough.' })
    expect(stopped.text).toContain('Access is revoked')
    expect(await story.request(id)).toMatchObject({ state: 'Revoked', closed: { reason: 'Enough.' } })
    expect((await story.form(bob.path, { action: 'stop', code: bob.code })).text).toContain('Access is revoked')
    await story.untilRecorded(tenant.id, id, ['lockbox.request.approved', 'lockbox.request.revoked'])
    await story.mails.waitFor('otto@vendor.example', (m) => m.text.includes(id) && /^Revoked: /.test(m.subject))
    expect(
      await story.api.as('breakglass').post('/emergency-access', {
        tenantId: tenant.id,
        environmentId: 'production',
        service: 'database',
        incident: 'INC-1',
        justification: 'They stopped us, and we want back in.',
      }),
    ).toMatchObject({ status: 409, code: 'EmergencyRefused' })
  })

  it('works with the link and code of the mail that asked, too', async () => {
    const { id, asked } = await approved()
    expect((await story.form(asked.path, { action: 'stop', code: asked.code })).status).toBe(200)
    expect(await story.request(id)).toMatchObject({ state: 'Revoked' })
  })

  it('closes the door that is open, although the request was written over', async () => {
    const { tenant, id, tickets } = await approved()
    const ticket = tickets[0]
    if (!ticket) throw new Error('it was mailed')
    await story.untilRecorded(tenant.id, id, ['lockbox.request.approved'])
    const [tenantId = '', ulid = ''] = id.split('.')
    const TableName = target.outputs.StateTable
    const door = new GetCommand({ TableName, Key: key.door(tenantId, 'production', 'otto@vendor.example', ulid) })
    await until(async () => (await stateOf(target).send(door)).Item?.recordedSeq !== undefined, 'the door is marked')
    await stateOf(target).send(
      new UpdateCommand({
        TableName,
        Key: key.request({ tenantId, ulid }),
        UpdateExpression: 'SET #state = :ended, version = :third',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':ended': 'Ended', ':third': 3 },
      }),
    )
    const page = await story.page(ticket.path)
    expect(page.text).toContain('An access is open')
    expect(page.text).toContain('otto[@]vendor[.]example may')
    const stopped = await story.form(ticket.path, { action: 'stop', code: ticket.code })
    expect(stopped.text).toContain('You stopped it, and that is recorded.')
    expect((await story.page(ticket.path)).text).toContain('Access has ended')
    expect((await stateOf(target).send(door)).Item).toBeUndefined()
    const closed = (await story.untilRecorded(tenant.id, id, ['lockbox.door.closed'])).at(-1)
    expect(closed.event).toMatchObject({
      id: `door.${ulid}`,
      type: 'lockbox.door.closed',
      data: { domain: 'link', details: { requestSays: 'Ended' } },
    })
  })

  it('locks at the fifth wrong code, then offers a fresh mail whose code stops', async () => {
    const { tenant, id, tickets } = await approved()
    const ticket = tickets[0]
    if (!ticket) throw new Error('it was mailed')
    for (let i = 0; i < 5; i++)
      expect((await story.form(ticket.path, { action: 'stop', code: wrong })).status).toBe(403)
    const locked = await story.form(ticket.path, { action: 'stop', code: ticket.code })
    expect(locked.status).toBe(403)
    expect(locked.text).toContain('the access is still open')
    expect(await story.request(id)).toMatchObject({ state: 'Approved' })
    await story.form(ticket.path, { action: 'fresh' })
    const fresh = await story.ticket(tenant.approvers[0] ?? '', id, 2)
    await story.form(fresh.path, { action: 'stop', code: fresh.code })
    expect(await story.request(id)).toMatchObject({ state: 'Revoked' })
    await story.untilRecorded(tenant.id, id, [
      'lockbox.link.locked',
      'lockbox.mail.requested',
      'lockbox.request.revoked',
    ])
  })

  it('refuses odd forms with a page, and stops nothing', async () => {
    const { id, tickets } = await approved()
    const ticket = tickets[0]
    if (!ticket) throw new Error('it was mailed')
    const odd: readonly Record<string, string>[] = [
      { action: 'stop' },
      { action: 'stop', code: 'x'.repeat(100) },
      { action: 'stop', code: ticket.code, surprise: 'yes' },
      { action: 'stop', code: ticket.code, reason: 'evil \u202e text' },
      { action: 'open', code: ticket.code },
    ]
    for (const fields of odd) {
      const answer = await story.form(ticket.path, fields)
      expect(answer.status, JSON.stringify(fields).slice(0, 80)).toBe(400)
      expect(answer.headers['content-type']).toContain('text/html')
    }
    expect(await story.request(id)).toMatchObject({ state: 'Approved' })
  })

  it('is the admin centre where the tenant decides signed in only', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    await changeSettings(target, tenant.id, () => ({ approvalMode: 'sign-in' }))
    const approver = await story.approver(tenant)
    const { digest } = (await approver.get(`/tenant/requests/${id}`)).body
    await approver.post(`/tenant/requests/${id}/decision`, { decision: 'approve', digest })
    const mail = await story.mails.waitFor(
      tenant.approvers[0] ?? '',
      (m) => m.text.includes(id) && /^Approved: /.test(m.subject),
    )
    expect(mail.text).not.toContain('/decide/')
    expect(mail.text).toContain('To end the access earlier, open')
    expect((await story.form(ticket.path, { action: 'stop', code: ticket.code })).text).toContain('Access is approved')
    expect(await story.request(id)).toMatchObject({ state: 'Approved' })
  })
})
