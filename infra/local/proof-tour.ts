import type { Report } from '../../verifier/report.ts'
import { verify } from '../../verifier/verify.ts'
import { api } from './api.ts'
import { invoke } from './functions.ts'
import type { Target } from './target.ts'
import { expected, type Tell } from './tour-parts.ts'

interface Page<T> {
  readonly items: readonly T[]
  readonly cursor?: string
}

/** The last story of the demo: what an auditor takes home, and finds out there without trusting anybody. */
export function proofTour(target: Target, tell: Tell) {
  const tenantId = target.people.auditor.tenantId ?? ''
  const auditor = api(target).as('auditor')

  /** All pages of a list. */
  const listed = async <T>(path: string): Promise<readonly T[]> => {
    const items: T[] = []
    let cursor: string | undefined
    do {
      const query = new URLSearchParams({ limit: '100', ...(cursor && { cursor }) })
      const page = expected(await auditor.get(`${path}?${query}`)).body as Page<T>
      items.push(...page.items)
      cursor = page.cursor
    } while (cursor)
    return items
  }

  /** The ledger, oldest entry first, an entry a line. */
  const takenAway = async (): Promise<string> =>
    (await listed<unknown>('/audit'))
      .toReversed()
      .map((entry) => `${JSON.stringify(entry)}\n`)
      .join('')

  const say = ({ outcome, findings, sealed, unsealed, entries }: Report) => {
    const [first] = findings
    if (!first) {
      const newer = unsealed > 0 ? `, ${unsealed} newer ones are not sealed yet` : ''
      return tell(`→ ${outcome}: ${entries.count} entries, sealed up to ${sealed?.seq ?? 'none'}${newer}`)
    }
    tell(`→ ${outcome}: ${first.about ?? `entry ${first.seq}`}, ${first.code}`)
    tell(`   expected ${first.expected}`)
    tell(`   found    ${first.found}`)
  }

  return {
    verify: async (): Promise<void> => {
      const { name } = target.people.auditor
      // It comes every hour; who takes the ledger away now need not wait for it.
      await invoke(target, 'CheckpointFunction', { tenantId })
      const lines = await takenAway()
      const checkpoints = (await listed<{ readonly jws: string }>('/audit/checkpoints'))
        .map(({ jws }) => jws)
        .join('\n')
      const keys = expected(await api(target).anonymous.get('/.well-known/ledger-keys.json')).body
      const pins = (keys.keys as readonly { readonly kid: string; readonly purpose: string }[])
        .filter(({ purpose }) => purpose === 'checkpoint')
        .map(({ kid }) => kid)
      tell(`${name} takes the ledger of ${tenantId} away, with its checkpoints and the keys`)
      tell(`At home she pins the key ${pins.join(', ')}, and verifies without a network`)
      const outcomeOf = async (text: string) => {
        const report = await verify({ lines: bytesOf(text), checkpoints, keys, pins })
        say(report)
        return report.outcome
      }
      if ((await outcomeOf(lines)) !== 'holds') throw new Error('the ledger does not hold')
      const [was, is] = lines.includes('"lockbox.request.denied"')
        ? ['"lockbox.request.denied"', '"lockbox.request.approved"']
        : ['"lockbox.settings.created"', '"lockbox.settings.changed"']
      tell(`Somebody changes one entry of her file: ${was} into ${is}`)
      if ((await outcomeOf(lines.replace(was, is))) !== 'tampered') throw new Error('a changed entry was not found')
      tell('Somebody takes the newer half of it away')
      const all = lines.split('\n')
      const half = `${all.slice(0, Math.floor(all.length / 2)).join('\n')}\n`
      if ((await outcomeOf(half)) !== 'tampered') throw new Error('what was cut off was not found')
    },
  }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
