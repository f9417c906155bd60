import { describe, expect, it } from 'vitest'
import { catalogueEvent, changeOf, changesIn } from '../../../functions/domain/catalogue.ts'
import { seal } from '../../../functions/domain/events.ts'
import { recorded } from '../../../functions/domain/ledger.ts'
import type { Service } from '../../../functions/domain/settings.ts'
import { tell } from '../../../functions/events/tell.ts'
import { sentencesOf } from '../../../functions/mail/catalogue-mail.ts'
import { facts, TestMailer } from '../../support/doubles.ts'
import { World } from '../../support/world.ts'

const covered = { name: 'AI assistant', covered: true }
const not = { name: 'AI assistant', covered: false, reason: 'It keeps no data.' }

describe('a change of the catalogue in words', () => {
  it.each([
    [{ before: covered, after: not }, ['From now on access to AI assistant needs no approval: It keeps no data.']],
    [{ before: not, after: covered }, ['From now on access to AI assistant needs an approval.']],
    [{ after: covered }, ['AI assistant is new. Access to it needs an approval.']],
    [{ after: not }, ['AI assistant is new. Access to it needs no approval: It keeps no data.']],
    [{ before: covered }, ['AI assistant is not in the catalogue any more: nobody can ask for access to it.']],
    [{ before: covered, after: { ...covered, name: 'Helper' } }, ['AI assistant is called Helper now.']],
    [
      { before: not, after: { ...not, reason: 'It forgets.' } },
      ['Access to AI assistant still needs no approval: It forgets.'],
    ],
  ])('%j', (change, sentences) => {
    expect(sentencesOf({ id: 'assistant', ...change })).toEqual(sentences)
  })
})

/** The change as tell gets it from the bus. */
async function told(next: readonly Service[], changes: object = {}) {
  const world = new World()
  world.set({ observers: { '01J0000000000000000000000B': { name: 'Olaf', email: 'olaf@acme.example' } }, ...changes })
  const mailer = new TestMailer()
  const before = [{ id: 'crm', name: 'CRM', covered: true }]
  const draft = catalogueEvent(changeOf({ version: 1, services: before }, next), 'acme', world.clock.now())
  const { event } = seal(draft, world.random.bytes)
  const announcement = {
    tenantId: 'acme',
    eventId: event.id,
    seq: 7,
    hash: 'ab'.repeat(32),
    event: recorded(event, { domain: 'catalogue', seq: 7, recordedAt: world.clock.now() }),
  }
  const run = () => tell(announcement, facts, 'https://l.example', { ...world, table: world.table, mailer })
  return { world, mailer, run, changes: changesIn(event.data.details) }
}

describe('the mail about a change of the catalogue', () => {
  it('goes once to everybody on the lists, with the place in the ledger, and leads to nothing that decides', async () => {
    const { mailer, run } = await told([{ id: 'crm', name: 'CRM', covered: false, reason: 'It moved.' }])
    expect(await run()).toBe(3)
    expect(await run()).toBe(0)
    expect(mailer.sent.map(({ to }) => to.address).sort()).toEqual([
      'ada@acme.example',
      'bob@acme.example',
      'olaf@acme.example',
    ])
    for (const { text, html, subject } of mailer.sent) {
      expect(subject).toContain('What needs your approval has changed')
      for (const form of [text, html]) {
        expect(form).toContain('From now on access to CRM needs no approval: It moved.')
        expect(form).toContain('ab'.repeat(32))
        expect(form).not.toContain('/decide/')
      }
    }
  })

  it('lets no link and no markup live in names and reasons', async () => {
    const reason = 'See https://evil.example/<script>alert(1)</script>\u202e now'
    const { mailer, run } = await told([
      { id: 'crm', name: '<b>Bold</b> www.evil.example', covered: false, reason },
      { id: '__proto__', name: 'constructor', covered: true },
    ])
    await run()
    const { text, html } = mailer.sent[0] ?? { text: '', html: '' }
    expect(text + html).not.toMatch(/evil\.example|\u202e/)
    expect(html).not.toMatch(/<script|<b>Bold/)
    expect(text).toContain('constructor is new. Access to it needs an approval.')
  })

  it('says nothing where nothing changed', async () => {
    const { run } = await told([{ id: 'crm', name: 'CRM', covered: true }])
    expect(await run()).toBe(0)
  })
})
