import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkpointMail, type Proof, statementMail } from '../../../functions/mail/proof-mail.ts'
import {
  checkpointNotice,
  sampleCheckpoint,
  sampleStatement,
  sampleThumbprint,
  statementNotice,
} from '../../support/proofs.ts'
import { facts, settings } from '../../support/sample-views.ts'

const about = [settings(), { ...facts, keyThumbprint: sampleThumbprint }, 'https://lockbox.vendor.example'] as const
const checkpoint = { jws: checkpointNotice().jws, kid: sampleThumbprint, claims: sampleCheckpoint }
const statement = { jws: statementNotice().jws, kid: sampleThumbprint, claims: sampleStatement }
const statementOf = (claims: Proof<typeof sampleStatement>['claims']) =>
  statementMail({ ...statement, claims }, ...about)

describe.each([
  ['checkpoint', checkpointMail(checkpoint, ...about), 'checkpoint-42.jws', checkpoint.jws],
  ['statement', statementMail(statement, ...about), 'statement-2026-10.jws', statement.jws],
])('the mail of a %s', (_, { text, html, attachments }, name, jws) => {
  it('is a witness: entry and hash stand on lines of their own, as in outcome mails', () => {
    expect(text).toMatch(/^ {2}Entry: 42$/m)
    expect(text).toMatch(new RegExp(`^ {2}Hash: ${sampleCheckpoint.head}$`, 'm'))
    expect(html).toContain(sampleCheckpoint.head)
  })

  it('brings the proof itself', () => {
    expect(attachments).toEqual([{ name, type: 'application/jose', content: jws }])
  })

  it('says how to verify it, with which key, and why to keep it', () => {
    for (const form of [text, html]) {
      expect(form).toContain(`--pin ${sampleThumbprint} --witness witness.eml`)
      expect(form).toContain('Keep this mail: it is a witness.')
      expect(form).toContain(`checkpoints: ${sampleThumbprint}`)
    }
  })

  it('names no person, and leads nowhere: it asks for nothing', () => {
    for (const form of [text, html]) {
      expect(form).not.toContain('acme.example')
      expect(form).not.toMatch(/https?:(?!\/\/www\.w3\.org)/)
    }
  })
})

describe('the mail of a statement', () => {
  it('has its own words and its counts', () => {
    const { subject, text } = statementMail(statement, ...about)
    expect(subject).toBe('Statement for October 2026: Nimbus Cloud Customer Lockbox')
    for (const part of [...sampleStatement.text.split('\n\n'), 'Recorded: Entries 7 to 42', 'Not governed: 4'])
      expect(text).toContain(part)
  })

  it('says so where nothing was recorded', () => {
    const { text } = statementOf({ ...sampleStatement, entries: null, head: null })
    expect(text).toContain('Recorded: No entry in this month')
    expect(text).toContain('Entry: None yet')
    expect(text).not.toMatch(/^ {2}Hash:/m)
  })

  it('lets no markup live in it', () => {
    fc.assert(
      fc.property(fc.string(), (words) => {
        const { html } = statementOf({ ...sampleStatement, text: `<script>${words}</script>` })
        expect(html).not.toContain('<script')
      }),
    )
  })
})
