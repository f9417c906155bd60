import { buttons, codeBox, link, small, subheading, text } from './layout.ts'
import type { Markup } from './markup.ts'
import { adminCentre, decidePage } from './parts.ts'
import type { RequestView } from './views.ts'
import { refusedFor } from './words.ts'

/** Link and code that stop an open access. */
export interface StopLink {
  readonly id: string
  /** As printed: `K7F2-QX9M`. */
  readonly code: string
}

export const stopTitle = 'Stop this access'

const codeRule =
  'The link only shows the access. The page asks for this code, and only this code stops it, at once. Nobody will ever ask you for it on the phone or in a chat.'

/** How the reader stops the access: with link and code, or signed in where there is none. */
export function wayToStop(
  view: RequestView,
  stop: StopLink | undefined,
): { readonly text: string; readonly html: readonly Markup[] } {
  const centre = adminCentre(view)
  if (!stop)
    return {
      text: `${stopTitle}: open ${centre} and look for ${view.id}\n\n${refusedFor}`,
      html: [
        subheading(stopTitle),
        text('Open ', link(centre, 'the admin centre'), ` and look for ${view.id}`),
        small(refusedFor),
      ],
    }
  const page = decidePage(view, stop.id)
  return {
    text: `Your code: ${stop.code}\n\n${stopTitle}: ${page}\n\n${codeRule} ${refusedFor}`,
    html: [
      subheading(stopTitle),
      codeBox(stop.code),
      buttons([{ url: page, words: stopTitle }]),
      small(codeRule),
      small(refusedFor),
    ],
  }
}
