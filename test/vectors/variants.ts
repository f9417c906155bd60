import { hashAfter, type LedgerEntry } from '../../functions/domain/ledger.ts'
import type { Statement } from '../../functions/domain/proofs/statement.ts'
import { proofTypes } from '../../functions/domain/proofs/types.ts'
import type { Variants } from './cases.ts'
import { checkpointsOf, exportOf, lineOf, pretty, receiptOf, statementOf } from './files.ts'
import { checkpointOf, claimsOf, newKey, oldKey, receiptKey, strangersKey, testKey } from './proofs.ts'
import { ledgerOf, ulids } from './story.ts'

const kid = ({ published }: { readonly published: { readonly kid: string } }): string => published.kid

export const files = {
  export: 'audit.ndjson',
  checkpoints: 'checkpoints.jws',
  keys: 'keys.json',
  receipts: [`receipt-acme.${ulids.approved}.jws`, `receipt-acme.${ulids.emergency}.jws`],
  statements: ['statement-2026-10.jws'],
  mails: ['outcome.eml', 'checkpoint.eml'],
  pins: [kid(oldKey)],
} as const

/** Most of what can be done to the files of an auditor, with what a verifier has to find. */
export function variantsOf(entries: readonly LedgerEntry[], checkpoints: readonly string[]) {
  const at = (seq: number): LedgerEntry => {
    const entry = entries[seq - 1]
    if (!entry) throw new Error(`there is no entry ${seq}`)
    return entry
  }
  const audit = files.export
  const jws = files.checkpoints
  const alone = { receipts: [], statements: [], mails: [] }
  const nothingElse = { ...alone, checkpoints: '' }
  // The approval was for writing: the vendor hashes everything anew, and has the keys.
  const second = ledgerOf({
    edit: (told, seq) => (seq === 6 ? { ...told, details: { ...told.details, accessLevel: 'write' } } : told),
  })
  const other = ledgerOf({ tenantId: 'globex' })
  const stranger = { old: strangersKey, new: strangersKey }
  const takenOver = ledgerOf({ endorser: strangersKey })
  // Whoever still has the retired key writes anew what came after its time.
  const since16 = ledgerOf({
    edit: (told, seq) => (seq === 17 ? { ...told, details: { ...told.details, forged: true } } : told),
  })
  const october = claimsOf<Statement>(statementOf(entries)).counts
  const extra = {
    'variants/second-history.ndjson': exportOf(second),
    'variants/second-history.jws': `${checkpointsOf(second).join('\n')}\n`,
    'variants/stranger.jws': `${checkpointsOf(second, stranger).join('\n')}\n`,
    'variants/stranger-keys.json': pretty({
      keys: [strangersKey, newKey, oldKey, receiptKey].map(({ published }) => published),
    }),
    'variants/a-key-twice.json': pretty({
      keys: [newKey, oldKey, receiptKey, { published: { ...receiptKey.published, purpose: 'checkpoint' } }].map(
        ({ published }) => published,
      ),
    }),
    'variants/rewritten-since-16.ndjson': exportOf(since16),
    'variants/endorsed-by-a-stranger.ndjson': exportOf(takenOver),
    'variants/endorsed-by-a-stranger.jws': `${checkpointsOf(takenOver).join('\n')}\n`,
    'variants/receipt-other-outcome.jws': `${receiptOf(entries, `acme.${ulids.emergency}`, '2026-11-01T09:00:00.000Z', receiptKey, { outcome: 'ended' })}\n`,
    'variants/receipt-other-grant.jws': `${receiptOf(entries, `acme.${ulids.approved}`, '2026-11-01T09:00:00.000Z', receiptKey, { granted: { accessLevel: 'read', accessUntil: '2026-10-29T10:05:00.000Z' } })}\n`,
    'variants/receipt-other-operator.jws': `${receiptOf(entries, `acme.${ulids.approved}`, '2026-11-01T09:00:00.000Z', receiptKey, { operator: { name: 'Somebody Else' } })}\n`,
    'variants/receipt-of-a-drill.jws': `${receiptOf(entries, `acme.${ulids.emergency}`, '2026-11-01T09:00:00.000Z', receiptKey, { supportTicket: 'T-1', drill: true })}\n`,
    'variants/receipt-after-an-erasure.jws': `${receiptOf(entries, `acme.${ulids.approved}`, '2026-11-01T09:00:00.000Z', receiptKey, { operator: {} })}\n`,
    'variants/receipt-other-history.jws': `${receiptOf(second, `acme.${ulids.approved}`, '2026-11-01T09:00:00.000Z')}\n`,
    'variants/receipt-by-the-checkpoint-key.jws': `${receiptOf(entries, `acme.${ulids.approved}`, '2026-11-01T09:00:00.000Z', newKey)}\n`,
    'variants/statement-other-history.jws': `${statementOf(second)}\n`,
    'variants/statement-of-nothing.jws': `${statementOf(entries, { counts: noneOf(october), text: 'No governed access by Vendor Inc. in October 2026.' })}\n`,
    'variants/statement-of-other-days.jws': `${statementOf(entries, { from: '2026-10-02T00:00:00.000Z' })}\n`,
    'variants/statement-of-september.jws': `${statementOf(entries, { month: '2026-09', from: '2026-09-01T00:00:00.000Z', to: '2026-10-01T00:00:00.000Z', entries: null, head: null, counts: noneOf(october) })}\n`,
    'variants/first-checkpoints.jws': `${checkpoints.slice(0, 3).join('\n')}\n`,
    'variants/receipt-of-a-longer-ledger.jws': `${receiptOf(entries, `acme.${ulids.expired}`, '2026-11-06T09:00:00.000Z')}\n`,
  }
  const newest = checkpoints.at(-1) ?? ''
  const backdated = checkpointOf(since16, 23, '2026-10-31T23:50:00.000Z', oldKey, checkpoints[4])
  const receiptAsCheckpoint = extra['variants/receipt-of-a-longer-ledger.jws'].trim()
  const late = checkpointOf(entries, 21, '2026-11-05T23:45:00.000Z', oldKey, checkpoints.at(-2))
  const forkedCheckpoint = checkpointOf(second, 21, '2026-11-05T23:45:00.000Z', newKey, checkpoints.at(-2))
  const endorsement = String(at(15).event.data.details.endorsement)
  const behindTheNewKey = [
    ...[...Array(15)].map(() => ({ file: audit, drop: 1 })),
    ...[...Array(4)].map(() => ({ file: jws, drop: 1 })),
  ]
  const outsider = testKey('not published', 'checkpoint')

  const variants: Variants['variants'] = [
    { name: 'untouched', what: 'Nothing.', expected: null },
    {
      name: 'pin of the new key',
      what: 'Nothing; trust leads from the newest checkpoint back to the old key.',
      files: { pins: [kid(newKey)] },
      expected: null,
    },
    {
      name: 'no pin',
      what: 'Nothing; a report says that nothing vouches for the keys.',
      files: { pins: [] },
      expected: null,
    },
    {
      name: 'members in another order',
      what: 'A line as the API answers it.',
      edits: [{ file: audit, line: 2, replace: lineOf(at(2)).trim(), by: reordered(at(2)) }],
      expected: null,
    },
    {
      name: 'members with others between event and hash',
      what: 'A line in an order in which something else stands behind the event.',
      edits: [{ file: audit, line: 2, replace: lineOf(at(2)).trim(), by: hashLast(at(2)) }],
      expected: null,
    },
    {
      name: 'a hash over more than the event',
      what: 'The hash of the last line is over its personal values too, which stand between it and the event.',
      files: alone,
      edits: [
        {
          file: audit,
          line: entries.length,
          replace: lineOf(at(entries.length)).trim(),
          by: hashedOver(at(entries.length)),
        },
      ],
      expected: { verdict: 'tampered', code: 'Hash', seq: entries.length },
    },
    {
      name: 'a value that is no text',
      what: 'An object in the place of the source, which cannot be made a text.',
      edits: [{ file: audit, line: 7, replace: '"source":"urn:lockbox:acme"', by: '"source":{"toString":null}' }],
      expected: { verdict: 'tampered', code: 'Members', seq: 7 },
    },
    {
      name: 'fresh enough',
      what: 'Nothing; the newest checkpoint is 25 hours and 15 minutes old.',
      files: { maxAge: 'PT26H', asOf: '2026-11-07T01:00:00.000Z' },
      expected: null,
    },
    {
      name: 'erased',
      what: 'One more personal value is erased, with its salt: no fault.',
      edits: [{ file: audit, line: 10, replace: personalText(at(10), 'reason'), by: '' }],
      expected: null,
    },
    {
      name: 'bit flip in an event',
      what: 'The bookkeeping says another action.',
      edits: [{ file: audit, line: 7, replace: 'list customers', by: 'list custoners' }],
      expected: { verdict: 'tampered', code: 'Hash', seq: 7 },
    },
    {
      name: 'bit flip in a hash',
      what: 'One digit of the hash beside the event.',
      edits: [{ file: audit, line: 7, replace: `"hash":"${at(7).hash}"`, by: `"hash":"${flipped(at(7).hash)}"` }],
      expected: { verdict: 'tampered', code: 'Hash', seq: 7 },
    },
    {
      name: 'bit flip in a personal value',
      what: 'What the approver wrote.',
      edits: [{ file: audit, line: 10, replace: 'Not during the audit.', by: 'Not during the audit!' }],
      expected: { verdict: 'tampered', code: 'Personal', seq: 10 },
    },
    {
      name: 'other spelling of a salt',
      what: 'The same 16 bytes, spelled with a bit that does not count.',
      edits: [respelled(audit, at(10))],
      expected: { verdict: 'tampered', code: 'Personal', seq: 10 },
    },
    {
      name: 'personal value that the event does not have',
      what: 'A value of another entry, under another name.',
      edits: [{ file: audit, line: 10, replace: '"reason":{"salt"', by: '"remark":{"salt"' }],
      expected: { verdict: 'tampered', code: 'Personal', seq: 10 },
    },
    {
      name: 'a space',
      what: 'JSON that means the same, with a space in it.',
      edits: [{ file: audit, line: 4, replace: '{"event":', by: '{ "event":' }],
      expected: { verdict: 'tampered', code: 'Form', seq: 4 },
    },
    {
      name: 'a member twice',
      what: 'Readers that take the first one see another type.',
      edits: [
        {
          file: audit,
          line: 10,
          replace: '"type":"lockbox.request.denied"',
          by: '"type":"lockbox.request.approved","type":"lockbox.request.denied"',
        },
      ],
      expected: { verdict: 'tampered', code: 'Form', seq: 10 },
    },
    {
      name: 'a member too many',
      what: 'A remark beside the event, which no hash covers.',
      edits: [
        {
          file: audit,
          line: 4,
          replace: ',"recordedAt":"2026',
          by: ',"remark":"approved by phone","recordedAt":"2026',
        },
      ],
      expected: { verdict: 'tampered', code: 'Members', seq: 4 },
    },
    {
      name: 'an empty line',
      what: 'Between two entries.',
      edits: [{ file: audit, insert: '', before: 8 }],
      expected: { verdict: 'tampered', code: 'Form' },
    },
    {
      name: 'dropped',
      what: 'The denial is missing.',
      edits: [{ file: audit, drop: 10 }],
      expected: { verdict: 'tampered', code: 'Sequence', seq: 11 },
    },
    {
      name: 'swapped',
      what: 'Two entries in the other order.',
      edits: [{ file: audit, swap: [7, 8] }],
      expected: { verdict: 'tampered', code: 'Sequence', seq: 8 },
    },
    {
      name: 'duplicated',
      what: 'An access twice.',
      edits: [{ file: audit, repeat: 7 }],
      expected: { verdict: 'tampered', code: 'RepeatedId', seq: 7 },
    },
    {
      name: 'inserted',
      what: 'An event that never was, with the number of the one it pushes back, hashed onto the one before it.',
      edits: [{ file: audit, insert: lineOf(inserted(entries)).trim(), before: 8 }],
      expected: { verdict: 'tampered', code: 'Sequence', seq: 8 },
    },
    {
      name: 'renumbered',
      what: 'The denial is missing, and the entry after it has its number, beside the event.',
      edits: [
        { file: audit, drop: 10 },
        { file: audit, line: 10, replace: `"seq":11}`, by: '"seq":10}' },
      ],
      expected: { verdict: 'tampered', code: 'Envelope', seq: 10 },
    },
    {
      name: 'later than it was',
      what: 'The time of recording, beside the event.',
      edits: [
        {
          file: audit,
          line: 10,
          replace: `"recordedAt":"${at(10).recordedAt}","seq":10}`,
          by: `"recordedAt":"2026-10-29T23:00:00.000Z","seq":10}`,
        },
      ],
      expected: { verdict: 'tampered', code: 'Envelope', seq: 10 },
    },
    {
      name: 'spliced from another tenant',
      what: "An entry of another tenant's ledger, at its own number.",
      edits: [{ file: audit, line: 7, replace: lineOf(at(7)).trim(), by: lineOf(entryOf(other, 7)).trim() }],
      expected: { verdict: 'tampered', code: 'Tenant', seq: 7 },
    },
    {
      name: 'cut off before the newest checkpoint',
      what: 'The last entries are missing, two of them sealed.',
      edits: [{ file: audit, keep: 19 }],
      expected: { verdict: 'tampered', code: 'CutOff', seq: 21 },
    },
    {
      name: 'cut off at the newest checkpoint',
      what: 'What no checkpoint seals is missing; a mail remembers the last of it.',
      files: { mails: [...files.mails, 'last.eml'] },
      edits: [{ file: audit, keep: 21 }],
      expected: { verdict: 'tampered', code: 'CutOff', seq: 23 },
    },
    {
      name: 'cut off in the middle of a line',
      what: 'A download that broke.',
      edits: [
        { file: audit, keep: 22 },
        { file: audit, line: 22, replace: lineOf(at(22)).trim().slice(600), by: '' },
      ],
      expected: { verdict: 'tampered', code: 'Form', seq: 22 },
    },
    {
      name: 'hashed anew, without the key',
      what: 'The approval was changed to writing, and all hashes since.',
      files: { export: 'variants/second-history.ndjson', ...alone },
      expected: { verdict: 'forked', code: 'OtherHistory', seq: 10 },
    },
    {
      name: 'hashed and signed anew, with another key',
      what: 'The same, with checkpoints by a key that the set has and nobody pinned.',
      files: {
        export: 'variants/second-history.ndjson',
        checkpoints: 'variants/stranger.jws',
        keys: 'variants/stranger-keys.json',
        ...alone,
      },
      expected: { verdict: 'tampered', code: 'UntrustedKey' },
    },
    {
      name: 'a second history, signed with the real keys',
      what: 'The same by whoever has the keys. The mail of then knows better.',
      files: {
        export: 'variants/second-history.ndjson',
        checkpoints: 'variants/second-history.jws',
        ...alone,
        mails: ['outcome.eml'],
      },
      expected: { verdict: 'forked', code: 'OtherHistory', seq: 6 },
    },
    {
      name: 'a second history, and a checkpoint of then',
      what: 'The same, and the mail with the checkpoint that was kept.',
      files: {
        export: 'variants/second-history.ndjson',
        checkpoints: 'variants/second-history.jws',
        ...alone,
        mails: ['checkpoint.eml'],
      },
      expected: { verdict: 'forked', code: 'OtherHistory', seq: 14 },
    },
    {
      name: 'a second history, and a receipt of then',
      what: 'The same, and the receipt that was kept.',
      files: {
        export: 'variants/second-history.ndjson',
        checkpoints: 'variants/second-history.jws',
        ...alone,
        receipts: [files.receipts[0]],
      },
      expected: { verdict: 'forked', code: 'OtherHistory', seq: 8 },
    },
    {
      name: 'a second history, and nothing of then',
      what: 'The same without a witness: nothing can be found. What it does not prove.',
      files: { export: 'variants/second-history.ndjson', checkpoints: 'variants/second-history.jws', ...alone },
      expected: null,
    },
    {
      name: 'two checkpoints at one number',
      what: 'The newest checkpoint is there twice, once of a second history.',
      edits: [{ file: jws, insert: forkedCheckpoint, before: checkpoints.length + 1 }],
      files: alone,
      expected: { verdict: 'forked', code: 'OtherHistory', seq: 21 },
    },
    {
      name: 'a checkpoint missing',
      what: 'One in the middle: what it sealed is held by the next one, and a report says that there is a gap.',
      edits: [{ file: jws, drop: 3 }],
      expected: null,
    },
    {
      name: 'checkpoints in another order',
      what: 'Two of them are swapped: a list needs no order.',
      edits: [{ file: jws, swap: [4, 5] }],
      expected: null,
    },
    {
      name: 'the first checkpoints missing',
      what: 'The list begins with one that names another one before it: a gap as well.',
      edits: [{ file: jws, drop: 1 }],
      expected: null,
    },
    {
      name: 'a checkpoint of another tenant',
      what: 'By the right key.',
      edits: [
        {
          file: jws,
          line: checkpoints.length,
          replace: newest,
          by: checkpointsOf(other)[checkpoints.length - 1] ?? '',
        },
      ],
      expected: { verdict: 'tampered', code: 'ProofTenant' },
    },
    {
      name: 'a checkpoint by a key that was over',
      what: 'Signed with the old key after the new one took over.',
      edits: [{ file: jws, line: checkpoints.length, replace: newest, by: late }],
      expected: { verdict: 'tampered', code: 'KeyInterval' },
    },
    {
      name: 'a checkpoint by a key that is not published',
      what: 'The set does not have it.',
      edits: [
        {
          file: jws,
          line: checkpoints.length,
          replace: newest,
          by: checkpointOf(entries, 21, '2026-11-05T23:45:00.000Z', outsider, checkpoints.at(-2)),
        },
      ],
      expected: { verdict: 'tampered', code: 'UnknownKey' },
    },
    {
      name: 'a signature changed',
      what: 'Another byte of it.',
      edits: [{ file: jws, line: checkpoints.length, replace: newest, by: otherSignature(newest) }],
      expected: { verdict: 'tampered', code: 'Signature' },
    },
    {
      name: 'claims changed',
      what: 'The newest checkpoint says another time; the signature stayed.',
      edits: [{ file: jws, line: checkpoints.length, replace: newest, by: otherTime(newest) }],
      expected: { verdict: 'tampered', code: 'Signature' },
    },
    ...(
      [
        ['a header with a member too many', 'An algorithm for a key, beside the three members.', ',"x5t":"AA"}', text],
        ['a header in another order', 'The same members, the type first.', undefined, text],
        [
          'claims with a space',
          'JSON that means the same, signed with a space in it.',
          '}',
          (all: string) => `${all} `,
        ],
        [
          'claims in another order',
          'JSON that means the same, signed with its members turned round.',
          '}',
          (all: string) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(all)).toReversed())),
        ],
      ] as const
    ).map(([name, what, end, claims]) => ({
      name,
      what: `${what} The signature is right.`,
      edits: [
        {
          file: jws,
          line: checkpoints.length,
          replace: newest,
          by: newKey.signText(
            end ? headerOf(newest).replace('}', end) : turned(headerOf(newest)),
            claims(JSON.stringify(claimsOf(newest))),
          ),
        },
      ],
      expected: { verdict: 'tampered', code: 'ProofForm' } as const,
    })),
    {
      name: 'a receipt in the place of a checkpoint',
      what: 'Signed by the vendor, and of another kind.',
      edits: [{ file: jws, line: checkpoints.length, replace: newest, by: receiptAsCheckpoint }],
      expected: { verdict: 'tampered', code: 'ProofForm' },
    },
    {
      name: 'a checkpoint by the key for receipts',
      what: 'Of the right kind, by a key for something else.',
      edits: [
        {
          file: jws,
          line: checkpoints.length,
          replace: newest,
          by: receiptKey.sign(proofTypes.checkpoint, claimsOf(newest)),
        },
      ],
      expected: { verdict: 'tampered', code: 'UnknownKey' },
    },
    {
      name: 'a key that nobody trusted endorsed',
      what: 'The takeover is endorsed by a stranger: trust in the first key leads no further.',
      files: {
        export: 'variants/endorsed-by-a-stranger.ndjson',
        checkpoints: 'variants/endorsed-by-a-stranger.jws',
        keys: 'variants/stranger-keys.json',
        ...alone,
      },
      expected: { verdict: 'tampered', code: 'UntrustedKey' },
    },
    {
      name: 'backdated by a retired key',
      what: 'What came after entry 16 is written anew, and sealed with the old key at a time of then. Pinned is the new key: the checkpoint counts not, and seals nothing.',
      files: { ...alone, export: 'variants/rewritten-since-16.ndjson', pins: [kid(newKey)] },
      edits: [
        { file: jws, keep: 5 },
        { file: jws, insert: backdated, before: 6 },
      ],
      expected: null,
      unsealed: 7,
    },
    {
      name: 'a checkpoint of before the one before it',
      what: 'Its time falls while its number rises.',
      files: alone,
      edits: [
        {
          file: jws,
          line: checkpoints.length,
          replace: newest,
          by: checkpointOf(entries, 21, '2026-11-02T12:00:00.000Z', newKey, checkpoints.at(-2), {
            recordedAt: '2026-11-02T12:00:00.000Z',
          }),
        },
      ],
      expected: { verdict: 'forked', code: 'Contradiction' },
    },
    {
      name: 'a checkpoint of before its entry',
      what: 'It was signed before its entry was recorded, both by what it says.',
      files: alone,
      edits: [
        {
          file: jws,
          line: checkpoints.length,
          replace: newest,
          by: checkpointOf(entries, 21, '2026-11-05T23:45:00.000Z', newKey, checkpoints.at(-2), {
            recordedAt: '2026-11-05T23:50:00.001Z',
          }),
        },
      ],
      expected: { verdict: 'forked', code: 'Contradiction' },
    },
    {
      name: 'a checkpoint with another time of recording',
      what: 'It says when its entry was recorded, and the entry says otherwise.',
      files: alone,
      edits: [
        {
          file: jws,
          line: checkpoints.length,
          replace: newest,
          by: checkpointOf(entries, 21, '2026-11-05T23:45:00.000Z', newKey, checkpoints.at(-2), {
            recordedAt: '2026-11-05T23:40:00.000Z',
          }),
        },
      ],
      expected: { verdict: 'forked', code: 'OtherFacts', seq: 21 },
    },
    {
      name: 'a pin of the key that takes over, before it signs',
      what: 'All checkpoints are by the key of until then: what it says of the new one does not vouch for itself.',
      files: { ...alone, pins: [kid(newKey)] },
      edits: [{ file: jws, keep: 4 }],
      expected: { verdict: 'tampered', code: 'Keys' },
    },
    {
      name: 'a part behind a new key, with a pin of the old one',
      what: 'The endorsement lies before the part.',
      files: { ...alone, part: true },
      edits: behindTheNewKey,
      expected: { verdict: 'tampered', code: 'UntrustedKey' },
    },
    {
      name: 'a part behind a new key, with its endorsement',
      what: 'The endorsement is given beside the checkpoints.',
      files: { ...alone, part: true },
      edits: [...behindTheNewKey, { file: jws, insert: endorsement, before: 1 }],
      expected: null,
    },
    {
      name: 'a part behind a new key, with an endorsement by nobody',
      what: 'The same with another signature.',
      files: { ...alone, part: true },
      edits: [...behindTheNewKey, { file: jws, insert: otherSignature(endorsement), before: 1 }],
      expected: { verdict: 'tampered', code: 'Signature' },
    },
    {
      name: 'a key that says another name',
      what: 'The set names a key by a thumbprint that it does not have.',
      edits: [{ file: files.keys, replace: `"kid": "${kid(newKey)}"`, by: `"kid": "${kid(strangersKey)}"` }],
      expected: { verdict: 'tampered', code: 'Keys' },
    },
    {
      name: 'several receipts in a file',
      what: 'Nothing; both receipts are in one file, with an empty line between.',
      files: { receipts: [files.receipts[0]] },
      edits: [
        { file: files.receipts[0], insert: '', before: 2 },
        {
          file: files.receipts[0],
          insert: receiptOf(entries, `acme.${ulids.emergency}`, '2026-11-01T09:00:00.000Z'),
          before: 3,
        },
      ],
      expected: null,
    },
    {
      name: 'several statements in a file',
      what: 'One of a second history behind the right one.',
      files: { ...alone, statements: files.statements },
      edits: [{ file: files.statements[0], insert: statementOf(second), before: 2 }],
      expected: { verdict: 'forked', code: 'OtherHistory', seq: 15 },
    },
    {
      name: 'an empty file of receipts',
      what: 'What was in it is gone.',
      files: { receipts: [files.receipts[0]] },
      edits: [{ file: files.receipts[0], drop: 1 }],
      expected: { verdict: 'tampered', code: 'ProofForm' },
    },
    {
      name: 'a receipt with another outcome',
      what: 'Signed by the vendor: it says ended where the ledger says revoked.',
      files: { ...alone, receipts: ['variants/receipt-other-outcome.jws'] },
      expected: { verdict: 'forked', code: 'OtherFacts', seq: 13 },
    },
    {
      name: 'a receipt with another grant',
      what: 'Signed by the vendor: it says that access was open for a minute.',
      files: { ...alone, receipts: ['variants/receipt-other-grant.jws'] },
      expected: { verdict: 'forked', code: 'OtherFacts', seq: 8 },
    },
    {
      name: 'a receipt with another operator',
      what: 'Signed by the vendor: it says that somebody else asked.',
      files: { ...alone, receipts: ['variants/receipt-other-operator.jws'] },
      expected: { verdict: 'forked', code: 'OtherFacts', seq: 8 },
    },
    {
      name: 'a receipt of a drill that was none',
      what: 'Signed by the vendor: the emergency was a drill, and had a ticket.',
      files: { ...alone, receipts: ['variants/receipt-of-a-drill.jws'] },
      expected: { verdict: 'forked', code: 'OtherFacts', seq: 13 },
    },
    {
      name: 'a receipt after an erasure',
      what: 'Who asked was erased when it was signed: that contradicts nothing.',
      files: { ...alone, receipts: ['variants/receipt-after-an-erasure.jws'] },
      expected: null,
    },
    {
      name: 'a receipt of a second history',
      what: 'Signed by the vendor: other hashes.',
      files: { ...alone, receipts: ['variants/receipt-other-history.jws'] },
      expected: { verdict: 'forked', code: 'OtherHistory', seq: 8 },
    },
    {
      name: 'a receipt by the key for checkpoints',
      what: 'Of the right kind, by a key for something else.',
      files: { ...alone, receipts: ['variants/receipt-by-the-checkpoint-key.jws'] },
      expected: { verdict: 'tampered', code: 'UnknownKey' },
    },
    {
      name: 'a receipt of what is cut off',
      what: 'Without a checkpoint, a receipt remembers what the export has no more.',
      files: { ...alone, receipts: ['variants/receipt-of-a-longer-ledger.jws'] },
      edits: [
        { file: audit, keep: 18 },
        { file: jws, keep: 6 },
      ],
      expected: { verdict: 'tampered', code: 'CutOff', seq: 19 },
    },
    {
      name: 'a mail with another hash',
      what: 'One digit of it.',
      edits: [{ file: files.mails[0], replace: at(6).hash.slice(0, 16), by: flipped(at(6).hash).slice(0, 16) }],
      expected: { verdict: 'forked', code: 'OtherHistory', seq: 6 },
    },
    {
      name: 'mails to others',
      what: 'Nothing: the mail to the operator, and the one about a change.',
      files: { mails: ['operator.eml', 'last.eml'] },
      expected: null,
    },
    {
      name: 'mails about another tenant',
      what: 'Other hashes and another key change: they name that tenant, and say nothing of this one.',
      files: {
        mails: ['outcome', 'operator', 'change', 'checkpoint'].map((kind) => `variants/${kind}-of-another-tenant.eml`),
      },
      expected: null,
    },
    {
      name: 'a mail about another tenant, and about this one',
      what: 'Another hash in a mail that names this tenant, too.',
      files: { mails: ['variants/operator-of-another-tenant.eml'] },
      edits: [
        {
          file: 'variants/operator-of-another-tenant.eml',
          replace: '\r\n\r\nIn the audit ledger\r\n',
          by: `\r\n  Request: acme.${ulids.approved}\r\n\r\nIn the audit ledger\r\n`,
        },
      ],
      expected: { verdict: 'forked', code: 'OtherHistory', seq: 6 },
    },
    {
      name: 'a mail without its text',
      what: 'Another hash, in HTML alone, which counts for nothing; the checkpoint that is attached still does.',
      edits: [
        { file: files.mails[1], replace: 'Content-Type: text/plain', by: 'Content-Type: text/html' },
        { file: files.mails[1], replace: at(14).hash.slice(0, 12), by: flipped(at(14).hash).slice(0, 12) },
      ],
      expected: null,
    },
    {
      name: 'a proof in what the operator wrote',
      what: 'Into a mail, whose text it stands in: it is none, and accuses nobody.',
      edits: [
        { file: files.mails[0], replace: 'What the operator wrote:', by: `What the operator wrote:\r\n> ${junk}` },
      ],
      expected: null,
    },
    {
      name: 'a statement of a second history',
      what: 'Signed by the vendor: another head.',
      files: { ...alone, statements: ['variants/statement-other-history.jws'] },
      expected: { verdict: 'forked', code: 'OtherHistory', seq: 15 },
    },
    {
      name: 'a statement that counts nothing',
      what: 'Signed by the vendor, with the right head: it says that there was no access.',
      files: { ...alone, statements: ['variants/statement-of-nothing.jws'] },
      expected: { verdict: 'forked', code: 'OtherFacts', seq: 15 },
    },
    {
      name: 'a statement of other days',
      what: 'It begins a day after its month.',
      files: { ...alone, statements: ['variants/statement-of-other-days.jws'] },
      expected: { verdict: 'forked', code: 'OtherFacts', seq: 15 },
    },
    {
      name: 'a statement of a month that is not in a part',
      what: 'It counts nothing, and the export begins in its month: not compared.',
      files: { ...alone, part: true, statements: ['variants/statement-of-nothing.jws'] },
      edits: [...Array(10)].map(() => ({ file: audit, drop: 1 })),
      expected: null,
    },
    {
      name: 'two first statements',
      what: "October's says that there is none before it, and September's is there: a month before the ledger began.",
      files: { ...alone, statements: ['variants/statement-of-september.jws', files.statements[0]] },
      expected: { verdict: 'forked', code: 'Contradiction' },
    },
    {
      name: 'of the organisation that is named',
      what: 'Nothing; whose ledger it has to be is said.',
      files: { tenant: 'acme' },
      expected: null,
    },
    {
      name: "another organisation's",
      what: 'Nothing; it had to be the ledger of another one.',
      files: { checkpoints: null, keys: '', pins: [], ...alone, tenant: 'globex' },
      expected: { verdict: 'tampered', code: 'Tenant', seq: 1 },
    },
    {
      name: 'a key twice',
      what: 'The set has one key for both purposes.',
      files: { ...alone, keys: 'variants/a-key-twice.json' },
      expected: { verdict: 'tampered', code: 'Keys' },
    },
    {
      name: 'the export alone',
      what: 'Nothing that vouches for it: it holds in itself, and all of it is unsealed.',
      files: { checkpoints: null, keys: '', pins: [], ...alone },
      expected: null,
      unsealed: entries.length,
    },
    {
      name: 'an empty list of checkpoints',
      what: 'A history that was written anew, with the real keys and no checkpoint: nothing seals it.',
      files: { ...nothingElse, export: 'variants/second-history.ndjson' },
      expected: { verdict: 'stale', code: 'Unsealed' },
    },
    {
      name: 'an empty list of checkpoints, and no pin',
      what: 'The same, by whoever has no pin.',
      files: { ...nothingElse, pins: [] },
      expected: { verdict: 'stale', code: 'Unsealed' },
    },
    {
      name: 'a pin without checkpoints',
      what: 'A pin asks for checkpoints, and there are none.',
      files: { ...alone, checkpoints: null },
      expected: { verdict: 'stale', code: 'Unsealed' },
    },
    {
      name: 'a part behind the newest checkpoint',
      what: 'A checkpoint names the entry before it, and none an entry of it.',
      files: { ...alone, part: true, pins: [kid(newKey)] },
      edits: [...Array(21)].map(() => ({ file: audit, drop: 1 })),
      expected: { verdict: 'stale', code: 'Unsealed' },
    },
    {
      name: 'cut off at the beginning',
      what: 'The first entry is missing, and nobody says that this is a part.',
      edits: [{ file: audit, drop: 1 }],
      expected: { verdict: 'tampered', code: 'Beginning', seq: 2 },
    },
    {
      name: 'cut off at the beginning, up to a checkpoint',
      what: 'What is left begins right behind an entry that a checkpoint names: missing all the same.',
      files: alone,
      edits: [...Array(10)].map(() => ({ file: audit, drop: 1 })),
      expected: { verdict: 'tampered', code: 'Beginning', seq: 11 },
    },
    {
      name: 'a part',
      what: 'The export is meant to begin later; it does, behind an entry that a checkpoint names.',
      files: { ...alone, part: true },
      edits: [...Array(10)].map(() => ({ file: audit, drop: 1 })),
      expected: null,
    },
    {
      name: 'a part that ends before the newest checkpoint',
      what: 'The export is meant to begin later and to end earlier: what is behind its end is not compared.',
      files: { part: true, mails: [...files.mails, 'last.eml'] },
      edits: [{ file: audit, keep: 16 }, ...[...Array(10)].map(() => ({ file: audit, drop: 1 }))],
      expected: null,
    },
    {
      name: 'a part of another history, and a checkpoint behind its end',
      what: 'The same, of a second history: what it reaches is compared.',
      files: { ...alone, part: true, export: 'variants/second-history.ndjson' },
      edits: [{ file: 'variants/second-history.ndjson', keep: 15 }],
      expected: { verdict: 'forked', code: 'OtherHistory', seq: 10 },
    },
    {
      name: 'an export older than the checkpoints',
      what: 'The export was made first, and the checkpoints were fetched later: it looks like one that was cut off.',
      files: alone,
      edits: [{ file: audit, keep: 20 }],
      expected: { verdict: 'tampered', code: 'CutOff', seq: 21 },
    },
    {
      name: 'a part that nothing vouches for at its beginning',
      what: 'The export begins behind an entry that no checkpoint names; the receipt is about what is before.',
      files: { ...alone, part: true, receipts: [files.receipts[0]] },
      edits: [...Array(11)].map(() => ({ file: audit, drop: 1 })),
      expected: null,
    },
    {
      name: 'a part of another history',
      what: 'The export begins behind an entry that a checkpoint names otherwise.',
      files: {
        ...alone,
        part: true,
        export: 'variants/second-history.ndjson',
        checkpoints: 'variants/first-checkpoints.jws',
      },
      edits: [...Array(10)].map(() => ({ file: 'variants/second-history.ndjson', drop: 1 })),
      expected: { verdict: 'forked', code: 'OtherHistory', seq: 10 },
    },
    {
      name: 'a pin of a key that is not there',
      what: 'The set has all keys but the pinned one.',
      files: { pins: [kid(strangersKey)] },
      expected: { verdict: 'tampered', code: 'Keys' },
    },
    {
      name: 'the first checkpoint twice',
      what: 'Two checkpoints that say that they are the first.',
      files: alone,
      edits: [
        {
          file: jws,
          line: 2,
          replace: checkpoints[1] ?? '',
          by: checkpointOf(entries, 10, '2026-10-29T23:45:00.000Z', oldKey, undefined),
        },
      ],
      expected: { verdict: 'forked', code: 'Contradiction' },
    },
    {
      name: 'a checkpoint that leaves one out',
      what: 'It names the one before the one before it: two lists in one.',
      files: alone,
      edits: [
        {
          file: jws,
          line: checkpoints.length,
          replace: newest,
          by: checkpointOf(entries, 21, '2026-11-05T23:45:00.000Z', newKey, checkpoints.at(-3)),
        },
      ],
      expected: { verdict: 'forked', code: 'Contradiction' },
    },
    {
      name: 'old',
      what: 'Nothing; the newest checkpoint is older than asked for.',
      files: { maxAge: 'PT26H', asOf: '2026-11-10T00:00:00.000Z' },
      expected: { verdict: 'stale', code: 'Stale' },
    },
    {
      name: 'no checkpoint',
      what: 'There is none, and one was asked for.',
      files: { ...nothingElse, maxAge: 'PT26H', asOf: '2026-11-06T00:00:00.000Z' },
      expected: { verdict: 'stale', code: 'Stale' },
    },
  ]
  return { variants, extra }
}

const text = (all: string): string => all
const headerOf = (jws: string): string => Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()
const turned = (json: string): string =>
  JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(json)).toReversed()))
/** Nobody signed this. */
const junk = 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImxvY2tib3gtY2hlY2twb2ludCtqd3MifQ.1.1'

const noneOf = (counts: Statement['counts']): Statement['counts'] =>
  Object.fromEntries(Object.keys(counts).map((name) => [name, 0])) as Statement['counts']

const flipped = (hex: string): string => `${hex.slice(0, 8)}${hex[8] === '0' ? '1' : '0'}${hex.slice(9)}`

const entryOf = (entries: readonly LedgerEntry[], seq: number): LedgerEntry => {
  const entry = entries[seq - 1]
  if (!entry) throw new Error(`there is no entry ${seq}`)
  return entry
}

const reordered = ({ seq, recordedAt, hash, prevHash, event, personal }: LedgerEntry): string =>
  JSON.stringify({ seq, recordedAt, hash, previousHash: prevHash, event, personal })

const hashLast = ({ seq, recordedAt, hash, prevHash, event, personal }: LedgerEntry): string => {
  const { event: first } = JSON.parse(lineOf({ seq, recordedAt, hash, prevHash, event, personal }))
  return JSON.stringify({ event: first, personal, hash, previousHash: prevHash, recordedAt, seq })
}

function hashedOver(entry: LedgerEntry): string {
  const { event, personal } = JSON.parse(lineOf(entry))
  const hash = hashAfter(entry.prevHash, `${JSON.stringify(event)},"personal":${JSON.stringify(personal)}`)
  return hashLast({ ...entry, personal, hash })
}

/** A personal value as it stands in its line, with the comma before it. */
function personalText({ personal }: LedgerEntry, name: string): string {
  const { salt, value } = personal[name] ?? {}
  return `,${JSON.stringify(name)}:${JSON.stringify({ salt, value })}`
}

/** Of the last of 22 digits only two bits count: `A` and `B` are the same. */
function respelled(file: string, { seq, personal }: LedgerEntry) {
  const salt = personal.reason?.salt ?? ''
  const next = String.fromCharCode(salt.charCodeAt(21) + 1)
  return { file, line: seq, replace: salt, by: `${salt.slice(0, 21)}${next}` }
}

/** An eighth entry that never was: an access, made by the rules, onto the seventh. */
function inserted(entries: readonly LedgerEntry[]): LedgerEntry {
  const again = ledgerOf({
    edit: (told, seq) => (seq === 8 ? { ...told, ...seventh(entries) } : told),
  })
  return entryOf(again, 8)
}

const seventh = (entries: readonly LedgerEntry[]) => {
  const { event } = entryOf(entries, 7)
  return { id: '01KAQ4W2Z0HJ6T9Q5R3N8X2001', type: event.type, domain: event.data.domain }
}

function otherSignature(jws: string): string {
  const at = jws.lastIndexOf('.') + 10
  return `${jws.slice(0, at)}${jws[at] === 'A' ? 'B' : 'A'}${jws.slice(at + 1)}`
}

function otherTime(jws: string): string {
  const [header, claims = '', signature] = jws.split('.')
  const text = Buffer.from(claims, 'base64url').toString().replace('T23:45:00.000Z', 'T23:55:00.000Z')
  return [header, Buffer.from(text).toString('base64url'), signature].join('.')
}
