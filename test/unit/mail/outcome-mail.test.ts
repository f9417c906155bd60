import { describe, expect, it } from 'vitest'
import { outcomeMail } from '../../../functions/mail/outcome-mail.ts'
import { endingView, outcomeView } from '../../../functions/mail/views.ts'
import {
  facts,
  now,
  outcomeMailView,
  outcomeStates,
  publicUrl,
  request,
  settings,
  toAda,
  toBob,
  toOperator,
} from '../../support/sample-views.ts'

describe.each(outcomeStates)('the mail about %s', (state) => {
  const view = outcomeMailView(state)

  it.each([toOperator, toAda, toBob])('to $name carries seq and hash of the ledger, in both forms', (to) => {
    const { text, html } = outcomeMail(view, to)
    for (const form of [text, html]) {
      expect(form).toContain('42')
      expect(form).toContain(view.recorded.hash)
      expect(form).toContain(`lockbox.request.${state.toLowerCase()}`)
      expect(form).toContain(view.id)
    }
  })

  it.each([toOperator, toAda, toBob])('to $name asks for nothing: no link that decides, no code', (to) => {
    const { text, html } = outcomeMail(view, to)
    expect(text + html).not.toContain('/decide/')
    expect(text).not.toContain('Your code')
  })

  it('tells the state first in its subject', () => {
    const shown =
      { Canceled: 'Canceled', Ended: 'Access ended', Emergency: 'Emergency access' }[state as string] ?? state
    expect(outcomeMail(view, toBob).subject).toBe(`${shown}: Nimbus Cloud, write access to Production`)
  })

  it('leads approvers, and only them, to their admin centre', () => {
    expect(outcomeMail(view, toBob).text).toContain(`In doubt, open ${publicUrl}/ and look for ${view.id}\n`)
    expect(outcomeMail(view, toOperator).text).not.toContain('In doubt')
  })

  it('leads to the signed receipt, each side to its own, in both forms', () => {
    const page = (side: string) => `${publicUrl}/app/${side}receipts/${view.id}`
    for (const form of ['text', 'html'] as const) {
      expect(outcomeMail(view, toBob)[form]).toContain(page(''))
      expect(outcomeMail(view, toOperator)[form]).toContain(page('vendor/'))
      // Observers have no account to open it with.
      expect(outcomeMail(view, { ...toBob, role: 'observer' })[form]).not.toContain('receipts/')
    }
  })
})

describe('outcome mails', () => {
  it('tell the other approvers who has already decided', () => {
    expect(outcomeMail(outcomeMailView('Denied'), toBob).text).toContain('Already decided by Ada Admin')
    expect(outcomeMail(outcomeMailView('Approved'), toBob).text).toContain('Already decided by Ada Admin')
  })

  it('tell the one who decided what was done in their name', () => {
    const { text } = outcomeMail(outcomeMailView('Approved'), toAda)
    expect(text).toContain('This was done in your name. If it was not you')
    expect(text).not.toContain('Already decided')
  })

  it('say how the decider proved who they are, to their own organisation only', () => {
    const view = outcomeMailView('Denied')
    expect(outcomeMail(view, toBob).text).toContain(
      'On record: decided with the link and code mailed to ada@acme.example.',
    )
    const { text, html } = outcomeMail(view, toOperator)
    expect(text + html).toContain('Ada Admin')
    expect(text + html).not.toContain('ada@acme.example')
  })

  it('say what was given where it is less than what was asked', () => {
    const { text } = outcomeMail(outcomeMailView('Approved'), toOperator)
    expect(text).toContain('Asked for: Write: see and change data; 8 hours')
    expect(text).toContain('Given: Read: see data, change nothing; 8 hours; Until Mon 23 Nov 2026, 18:25 Europe/Zurich')
  })

  it('quote the reason of the decision', () => {
    expect(outcomeMail(outcomeMailView('Denied'), toOperator).text).toContain('> Please use the test system first.')
  })

  it('say how to end the access earlier while the door is open', () => {
    for (const state of outcomeStates)
      expect(outcomeMail(outcomeMailView(state), toBob).text.includes('To end the access earlier')).toBe(
        state === 'Approved' || state === 'Emergency',
      )
  })

  it('name nobody where the clock acted', () => {
    expect(outcomeMail(outcomeMailView('Expired'), toBob).text).toContain(
      'Nobody decided before Fri 27 Nov 2026, 10:15',
    )
    expect(outcomeMail(outcomeMailView('Ended'), toBob).text).toContain('The access period was over on')
  })
})

describe('the view of an outcome', () => {
  it('does not exist while the request waits', () => {
    expect(endingView(request(), settings(), facts, publicUrl, now)).toBeUndefined()
    const event = { data: { recordedAt: now }, type: 'lockbox.request.started' }
    expect(() =>
      outcomeView(request(), settings(), facts, publicUrl, { seq: 1, hash: '', event: event as never }),
    ).toThrow(TypeError)
  })

  it('is expired once the window is over, whether or not the timer has fired', () => {
    const { expiresAt } = request()
    expect(endingView(request(), settings(), facts, publicUrl, expiresAt)).toMatchObject({
      state: 'Expired',
      at: expiresAt,
    })
  })
})
