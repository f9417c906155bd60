import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses'
import { mockClient } from 'aws-sdk-client-mock'
import { simpleParser } from 'mailparser'
import { beforeEach, describe, expect, it } from 'vitest'
import { sesMailer } from '../../../functions/adapters/ses-mailer.ts'
import type { MailMessage } from '../../../functions/ports.ts'

const client = new SESClient({ region: 'eu-central-1' })
const ses = mockClient(client)
const vendor = { name: 'Wölkchen & Söhne, Inc.', supportEmail: 'support@vendor.example' }
const mailer = sesMailer({ client, sender: 'lockbox@vendor.example', vendor, configurationSet: 'set-1' })
const message: MailMessage = {
  to: { name: 'Žofie "Z" Správcová', address: 'zofie@acme.example' },
  subject: 'Zugriff auf „Produktion“: 漢字',
  text: `Grüezi\n${'漢'.repeat(500)}\n${'a'.repeat(2000)}\n.\nEnd`,
  html: `<p>Grüezi ${'漢'.repeat(500)}</p>`,
  threadId: '01KAQ4W2Z0HJ6T9Q5R3N8XVB7C',
}

const sent = () => {
  const input = ses.commandCalls(SendRawEmailCommand)[0]?.args[0].input
  return { input: input!, raw: Buffer.from(input!.RawMessage!.Data!) }
}

beforeEach(() => {
  ses.reset()
  ses.on(SendRawEmailCommand).resolves({ MessageId: 'ses-1' })
})

describe('the mailer', () => {
  it('sends one raw message to one recipient, with the configuration set', async () => {
    expect(await mailer.send(message)).toEqual({ messageId: 'ses-1' })
    expect(sent().input).toMatchObject({
      Source: 'lockbox@vendor.example',
      Destinations: ['zofie@acme.example'],
      ConfigurationSetName: 'set-1',
    })
  })

  it('sends without a configuration set where there is none', async () => {
    await sesMailer({ client, sender: 'lockbox@vendor.example', vendor }).send(message)
    expect(sent().input).not.toHaveProperty('ConfigurationSetName')
  })

  it('is pure ASCII in lines that every server takes', async () => {
    await mailer.send(message)
    const lines = sent().raw.toString('latin1').split('\r\n')
    for (const line of lines) {
      expect(line).toMatch(/^[\t\x20-\x7e]*$/)
      expect(line.length).toBeLessThan(200)
    }
  })

  it('arrives as it was written, text and HTML', async () => {
    await mailer.send(message)
    const mail = await simpleParser(sent().raw)
    expect(mail.subject).toBe(message.subject)
    expect(mail.text?.trimEnd()).toBe(message.text)
    expect(mail.html).toContain('漢'.repeat(500))
    expect(mail.headers.get('content-type')).toMatchObject({ value: 'multipart/alternative' })
    expect(mail.attachments).toEqual([])
    expect(mail.to).toMatchObject({ value: [{ address: 'zofie@acme.example', name: message.to.name }] })
    expect(mail.from?.value).toEqual([{ address: 'lockbox@vendor.example', name: vendor.name }])
    expect(mail.replyTo?.value).toMatchObject([{ address: 'support@vendor.example' }])
  })

  it('brings files as they are, beside text and HTML', async () => {
    const content = `${'e'.repeat(2000)}.é.\n`
    await mailer.send({ ...message, attachments: [{ name: 'checkpoint-42.jws', type: 'application/jose', content }] })
    const mail = await simpleParser(sent().raw)
    expect(mail.headers.get('content-type')).toMatchObject({ value: 'multipart/mixed' })
    expect(mail.text?.trimEnd()).toBe(message.text)
    expect(mail.attachments).toMatchObject([
      { filename: 'checkpoint-42.jws', contentType: 'application/jose', contentDisposition: 'attachment' },
    ])
    expect(mail.attachments[0]?.content.toString()).toBe(content)
    for (const line of sent().raw.toString('latin1').split('\r\n')) expect(line).toMatch(/^[\t\x20-\x7e]{0,200}$/)
  })

  it('says that it was sent by a machine, and belongs to its thread', async () => {
    await mailer.send(message)
    const { headers } = await simpleParser(sent().raw)
    expect(headers.get('auto-submitted')).toBe('auto-generated')
    expect(headers.get('references')).toBe('<request-01KAQ4W2Z0HJ6T9Q5R3N8XVB7C@vendor.example>')
    expect(headers.get('in-reply-to')).toBe('<request-01KAQ4W2Z0HJ6T9Q5R3N8XVB7C@vendor.example>')
    expect(headers.get('message-id')).not.toBe(headers.get('references'))
  })

  it('lets no name or subject add a header or a recipient', async () => {
    await mailer.send({
      ...message,
      to: { name: 'Eve\r\nBcc: evil@evil.example', address: 'eve@acme.example' },
      subject: 'Hello\r\nBcc: evil@evil.example\r\n\r\nbody',
    })
    const { headers } = await simpleParser(sent().raw)
    expect(headers.has('bcc')).toBe(false)
    expect(sent().input.Destinations).toEqual(['eve@acme.example'])
  })

  it('fails loudly when SES does', async () => {
    ses.on(SendRawEmailCommand).rejects(new Error('throttled'))
    await expect(mailer.send(message)).rejects.toThrow('throttled')
    ses.on(SendRawEmailCommand).resolves({})
    await expect(mailer.send(message)).rejects.toThrow('without a message id')
  })
})
