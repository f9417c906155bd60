import { describe, expect, it } from 'vitest'
import { recorded } from '../../../functions/domain/ledger.ts'
import { tell } from '../../../functions/events/tell.ts'
import { usesWords } from '../../../functions/mail/uses-words.ts'
import { close } from '../../../functions/operator/close.ts'
import { facts, TestMailer } from '../../support/doubles.ts'
import { operatorActor, World } from '../../support/world.ts'

const at = (time: string, count: number, last = time) => ({
  count,
  firstAt: `2026-11-23T${time}:00.000Z`,
  lastAt: `2026-11-23T${last}:59.000Z`,
})
const zone = 'Europe/Zurich'

describe('what an access was used for', () => {
  it.each([
    [{}, ['It was never used.']],
    [
      { check: at('09:02', 3, '09:40') },
      ['It was used 3 times between 10:02 and 10:40 Europe/Zurich on Mon 23 Nov 2026.'],
    ],
    [{ check: at('09:02', 1) }, ['It was used once at 10:02 Europe/Zurich on Mon 23 Nov 2026.']],
    [
      { check: { ...at('09:02', 2), lastAt: '2026-11-24T08:00:00.000Z' } },
      ['It was used 2 times between Mon 23 Nov 2026, 10:02 and Tue 24 Nov 2026, 09:00 Europe/Zurich.'],
    ],
    [
      { pass: at('09:02', 1) },
      [
        'No data service asked about it.',
        'One access token or set of credentials was given out at 10:02 Europe/Zurich on Mon 23 Nov 2026.',
      ],
    ],
    [
      { check: at('09:03', 1), pass: at('09:02', 2, '09:10') },
      [
        'It was used once at 10:03 Europe/Zurich on Mon 23 Nov 2026.',
        '2 access tokens or sets of credentials were given out between 10:02 and 10:10 Europe/Zurich on Mon 23 Nov 2026.',
      ],
    ],
  ])('%j', (uses, words) => {
    expect(usesWords(uses, zone)).toEqual(words)
  })

  it('is told in UTC where the zone is not known', () => {
    expect(usesWords({ check: at('09:02', 1) }, 'Nowhere/Land')[0]).toContain('at 09:02 UTC')
  })
})

describe('the mail about an ended access', () => {
  it.each([true, false])('says what it was used for; used: %s', async (used) => {
    const world = new World()
    const request = await world.approved()
    const now = world.clock.now()
    if (used)
      await world.table.commit([{ kind: 'record-use', domain: 'check', grant: request, now, oncePerMinute: true }])
    await close({ do: 'end', key: request, maySee: () => true, actor: () => operatorActor }, world)
    const mailer = new TestMailer()
    const sealed = [...world.table.outbox.values()]
    for (const type of ['lockbox.request.approved', 'lockbox.request.ended']) {
      const event = sealed.find((each) => each.event.type === type)?.event
      if (!event) throw new Error(`${type} was made`)
      const announcement = {
        tenantId: 'acme',
        requestId: event.subject,
        eventId: event.id,
        seq: 1,
        hash: '',
        event: recorded(event, { domain: 'operator', seq: 1, recordedAt: now }),
      }
      await tell(announcement, facts, 'https://l.example', { ...world, table: world.table, mailer })
    }
    const [approved = [], ended = []] = ['Approved', 'Access ended'].map((state) =>
      mailer.sent.filter(({ subject }) => subject.startsWith(state)),
    )
    expect([approved.length, ended.length]).toEqual([3, 3])
    for (const { text, html } of ended)
      for (const form of [text, html]) expect(form).toContain(used ? 'It was used once' : 'It was never used.')
    for (const { text } of approved) expect(text).not.toMatch(/It was (never )?used/)
  })
})
