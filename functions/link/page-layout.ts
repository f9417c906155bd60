import { html, type Markup, trusted } from '../mail/markup.ts'
import { adminCentre } from '../mail/parts.ts'
import type { RequestView } from '../mail/views.ts'
import { drillTitle, drillWords, type Fact } from '../mail/words.ts'
import { style } from './style.ts'

/** What every page shows, also the one of an unknown link. */
export type PageFrame = Pick<RequestView, 'vendor' | 'publicUrl' | 'drill'>

const inlineStyle = trusted(`<style>${style}</style>`)

const drillNotice = html`<section class="drill" aria-labelledby="drill"><h2 id="drill">${drillTitle}</h2><p>${drillWords}</p></section>`

/** A whole page: `sections` are its cards. */
export const page = (frame: PageFrame, title: string, sections: readonly Markup[], footer?: Markup): string =>
  html`<!doctype html>
    <html lang="en" dir="ltr">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <meta name="robots" content="noindex,nofollow">
    <meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
    <title>${frame.drill && `${drillTitle}: `}${title} · ${frame.vendor.name} Customer Lockbox</title>
    ${inlineStyle}
    </head>
    <body>
    <header>${frame.vendor.logoUrl && html`<img src="${frame.vendor.logoUrl}" alt="">`}<strong>${frame.vendor.name}</strong> · Customer Lockbox</header>
    <main>
    ${frame.drill && drillNotice}
    ${sections}
    </main>
    <footer>${footer}<p>Questions? <a href="mailto:${frame.vendor.supportEmail}">${frame.vendor.supportEmail}</a></p></footer>
    </body>
    </html>`.toString()

/** A request's facts as a list of terms; two columns where there is room. */
export const factList = (facts: readonly Fact[]): Markup =>
  html`<dl>${facts.map(
    ({ label, value, notes }) =>
      html`<div><dt>${label}</dt><dd dir="auto">${value}${notes.map((note) => html`<span class="pale">${note}</span>`)}</dd></div>`,
  )}</dl>`

/** The way out that is always right. */
export const inDoubt = (view: RequestView): Markup =>
  html`<p>In doubt, open <a href="${adminCentre(view)}">the admin centre</a> and look for ${view.id}</p>`
