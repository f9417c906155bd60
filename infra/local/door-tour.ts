import { randomBytes } from 'node:crypto'
import { type ApiAnswer, type ApiClient, api } from './api.ts'
import { mailbox } from './inbox.ts'
import type { Target, Who } from './target.ts'
import { expected, onceRecorded, type Tell, time, tourParts } from './tour-parts.ts'

/** The stories of the door: an access that the customer takes back, an emergency, and an environment that moves. */
export function doorTour(target: Target, tell: Tell) {
  const { person, ask, decide, outcome, use, shutOut, told } = tourParts(target, tell)
  const callers = api(target)
  const dataService = api({ ...target, apiUrl: target.sampleUrl })
  const name = (who: Who) => person(who).name
  const inbox = mailbox(target.inboxUrl)

  /** What the data service says to an operator in person; with a token of the lockbox, or without. */
  const customers = (who: Who, environmentId: string, token?: string) =>
    dataService
      .as(who)
      .get(`/tenants/acme-bank/environments/${environmentId}/customers`, token ? { 'lockbox-access': token } : {})

  const refusedIn = async (environmentId: string) => {
    const { status, code, body } = await customers('operator', environmentId)
    if (status !== 403) throw new Error(`the data service answered ${status}, not 403`)
    tell(`${name('operator')} asks the data service for ${environmentId}: ${status} ${code}, ${body.basis}`)
  }

  return {
    revoke: async (): Promise<string> => {
      await refusedIn('staging')
      const id = await ask({
        environmentId: 'staging',
        service: 'database',
        accessLevel: 'read',
        ticket: 'T-1004',
        detail: 'The new index is not used.',
      })
      await refusedIn('staging')
      await decide('approver', id, { decision: 'approve', reason: 'Have a look.' })
      await outcome(id)
      const token = await use(id, 'staging')
      const revoked = expected(
        await callers.as('approver2').post(`/tenant/requests/${id}/revoke`, { reason: 'Seen enough.' }),
      )
      const ended = revoked.body.revoked as readonly { id: string; accessLevel: string; service: string }[]
      tell(
        `${name('approver2')} revokes it, signed in: ${ended.map((each) => `${each.accessLevel} ${each.service}`).join(', ')}`,
      )
      await shutOut(token, 'staging')
      await told(id, /revoked/i)
      const { text } = await inbox.waitFor(
        person('approver').email,
        (mail) => mail.text.includes(id) && /revoked/i.test(mail.subject),
      )
      tell(`Their mail says: "${/^.*\bused\b.*$/m.exec(text)?.[0].trim() ?? ''}"`)
      return id
    },

    emergency: async (): Promise<string | undefined> => {
      const oncall = callers.as('breakglass')
      const wanted = {
        tenantId: 'acme-bank',
        environmentId: 'production',
        service: 'database',
        incident: 'INC-4711',
        justification: 'The database refuses all connections, and payments are not booked.',
        accessPeriod: 'PT1H',
      }
      const first = await oncall.post('/emergency-access', wanted)
      if (first.code === 'TooManyRequests') {
        tell(first.body.detail)
        return undefined
      }
      const opened = first.code === 'EmergencyRefused' ? await allowedAgain(first) : expected(first)
      const { id, display } = opened.body as { id: string; display: string }
      tell(`${name('breakglass')} lets herself in for INC-4711: ${display}`)
      const { subject } = await inbox.waitFor(
        person('approver3').email,
        (mail) => mail.text.includes(id) && mail.subject.includes('EMERGENCY'),
      )
      tell(`All approvers hear of it at once: "${subject}"`)
      const { body } = await onceRecorded(() => oncall.post(`/requests/${id}/access-token`))
      const { items } = expected(await customers('breakglass', 'production', body.token)).body
      tell(`Once it is in the ledger the data service answers: ${items.length} customers of production`)
      expected(await callers.as('approver3').post(`/tenant/requests/${id}/acknowledge`))
      tell(`${name('approver3')} acknowledges it: that is on record, and approves nothing`)
      expected(await oncall.post(`/requests/${id}/end`, { reason: 'The database is up again.' }))
      tell(`${name('breakglass')} is done and ends it`)
      return id

      async function allowedAgain(refusal: ApiAnswer): Promise<ApiAnswer> {
        tell(
          `${name('breakglass')} wants in without approval: refused until ${time(refusal.body.until)}, after the denial`,
        )
        expected(await callers.as('approver').post('/tenant/environments/production/emergency-access'))
        tell(`${name('approver')} is called, and allows emergency access again`)
        return expected(await oncall.post('/emergency-access', wanted))
      }
    },

    migrate: async (): Promise<void> => {
      const vendor = callers.as('vendor-admin')
      const environmentId = `archive-${randomBytes(2).toString('hex')}`
      expected(await vendor.put(`/tenants/acme-bank/environments/${environmentId}`, { name: 'Archive' }))
      const move = () =>
        vendor.post(`/tenants/acme-bank/environments/${environmentId}/migration`, { tenantId: 'north-clinic' })
      const refusal = await move()
      tell(
        `${name('vendor-admin')} wants to give Acme Bank's archive to North Clinic: ${refusal.status} ${refusal.code}`,
      )
      const sides = [callers.as('approver'), callers.as('clinic-approver')]
      await Promise.all(sides.map((side) => setPolicy(side, 'off')))
      tell(`${name('approver')} and ${name('clinic-approver')} each switch the policy off`)
      expected(await move())
      tell('The archive moves, with an event in both ledgers; its history stays where it happened')
      await Promise.all(sides.map((side) => setPolicy(side, 'on')))
      tell('Both switch it on again: every change was mailed to everybody on their lists')
    },
  }
}

/** Changes one setting, and sends all others as they are. */
async function setPolicy(approver: ApiClient, policy: 'on' | 'off'): Promise<void> {
  const { body } = expected(await approver.get('/tenant/settings'))
  const people = (list: readonly { id: string; name: string; email: string }[]) =>
    list.map(({ id, name, email }) => ({ id, name, email }))
  const { version, approvalMode, maxAccessPeriod, maxAccessLevel, timeZone, denyNeedsReason } = body
  expected(
    await approver.put('/tenant/settings', {
      ...{ version, policy, approvalMode, maxAccessPeriod, maxAccessLevel, timeZone, denyNeedsReason },
      approvers: people(body.approvers),
      observers: people(body.observers),
    }),
  )
}
