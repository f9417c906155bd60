import type { Frame } from './frame.ts'
import { type Hole, html, type Markup, trusted } from './markup.ts'
import { keyLines } from './parts.ts'
import { drillTitle, drillWords, emergencyTitle, emergencyWords, type Fact } from './words.ts'

// Mail programs differ in what they keep. Outlook draws with Word: layout is a table, padding stands on cells. Gmail
// may drop <style>: everything that light mode needs is inline, and <style> only adds the dark colours.
const font = 'font-family:-apple-system,BlinkMacSystemFont,Segoe UI,Roboto,Helvetica,Arial,sans-serif'
const ink = 'color:#1f2328'
const pale = 'color:#57606a'
const wrap = 'overflow-wrap:anywhere;word-break:break-word'

const dark = trusted(`:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background:#0f1216!important}
.card{background:#1a1e24!important;border-color:#3a424d!important}
.ink{color:#e6e9ed!important}
.pale{color:#a9b2bd!important}
.line{border-color:#3a424d!important}
.box{background:#0f1216!important;border-color:#4a5462!important}
.link{color:#8ab8f0!important}
.go{background:#1a1e24!important;border-color:#8ab8f0!important}
.go a{color:#8ab8f0!important}
}`)

/** The whole mail: the vendor's name on top, then the parts. Nothing is loaded but the vendor's logo, if there is one. */
export const mailPage = (
  view: Pick<Frame, 'vendor' | 'keyThumbprint' | 'otherKeys'> & {
    readonly drill?: boolean
    readonly emergency?: boolean
  },
  subject: string,
  parts: readonly Markup[],
): string =>
  html`<!doctype html>
    <html lang="en" dir="ltr" xmlns="http://www.w3.org/1999/xhtml">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
    <meta name="color-scheme" content="light dark">
    <meta name="supported-color-schemes" content="light dark">
    <title>${subject}</title>
    <style>${dark}</style>
    </head>
    <body class="page" style="margin:0;padding:0;background:#f3f4f6;-webkit-text-size-adjust:100%">
    <div role="article" aria-roledescription="email" aria-label="${subject}" lang="en" dir="ltr">
    <table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3f4f6"><tr><td align="center" style="padding:16px 8px 32px">
    <!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
    <table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;background:#ffffff;border:1px solid #d0d7de;border-radius:8px"><tr><td style="padding:20px 16px 24px;text-align:left;${font};font-size:16px;line-height:1.5;${ink};${wrap}" class="ink">
    ${masthead(view)}
    ${view.drill && drillBanner}
    ${view.emergency && emergencyBanner}
    ${parts}
    </td></tr></table>
    ${keyLines(view).map((line) => html`<p class="pale" style="margin:12px 8px 0;${font};font-size:12px;line-height:1.5;${pale};${wrap}">${line}</p>`)}
    <!--[if mso]></td></tr></table><![endif]-->
    </td></tr></table>
    </div>
    </body>
    </html>`.toString()

const masthead = ({ vendor }: Pick<Frame, 'vendor'>): Markup =>
  html`<p class="pale" style="margin:0 0 20px;font-size:14px;line-height:24px;${pale}">${
    vendor.logoUrl &&
    html`<img src="${vendor.logoUrl}" alt="" height="24" style="height:24px;max-width:120px;vertical-align:middle;border:0;margin-right:8px">`
  }<strong class="ink" style="${ink}">${vendor.name}</strong> · Customer Lockbox</p>`

const drillBanner: Markup = html`<p style="margin:0 0 20px;padding:12px;border:3px solid #9a6700;border-radius:6px;background:#fff8c5;color:#3b2300;font-size:16px"><strong style="color:#3b2300">${drillTitle}</strong><br><span style="color:#3b2300">${drillWords}</span></p>`

const emergencyBanner: Markup = html`<p style="margin:0 0 20px;padding:12px;border:3px solid #a40e26;border-radius:6px;background:#ffebe9;color:#5c0011;font-size:16px"><strong style="color:#5c0011">${emergencyTitle}</strong><br><span style="color:#5c0011">${emergencyWords}</span></p>`

export const heading = (text: string): Markup =>
  html`<h1 class="ink" style="margin:0 0 12px;font-size:22px;line-height:1.3;font-weight:600;${ink}">${text}</h1>`

export const subheading = (text: string): Markup =>
  html`<h2 class="ink" style="margin:28px 0 8px;font-size:16px;line-height:1.4;font-weight:600;${ink}">${text}</h2>`

export const text = (...words: readonly Hole[]): Markup =>
  html`<p class="ink" style="margin:0 0 12px;${ink}">${words}</p>`

export const small = (...words: readonly Hole[]): Markup =>
  html`<p class="pale" style="margin:0 0 12px;font-size:14px;${pale}">${words}</p>`

export const link = (url: string, words: string): Markup =>
  html`<a class="link" href="${url}" style="color:#0b57a4;text-decoration:underline">${words}</a>`

/** The code, large, in letters that cannot be mistaken for each other. */
export const codeBox = (code: string): Markup =>
  html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 12px"><tr><td class="box" align="center" style="padding:12px;background:#f6f8fa;border:1px solid #d0d7de;border-radius:6px">
    <span class="pale" style="display:block;font-size:14px;${pale}">Your code</span>
    <strong class="ink" style="font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:28px;line-height:1.4;letter-spacing:2px;white-space:nowrap;${ink}">${code}</strong>
    </td></tr></table>`

/** Buttons side by side, all alike: the mail takes no side. */
export const buttons = (links: readonly { readonly url: string; readonly words: string }[]): Markup =>
  html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 12px;table-layout:fixed"><tr>
    ${links.map(
      ({ url, words }, index) =>
        html`${index > 0 && html`<td width="12" style="width:12px;font-size:0;line-height:0">&nbsp;</td>`}<td class="go" align="center" bgcolor="#ffffff" style="background:#ffffff;border:2px solid #0b57a4;border-radius:6px"><a href="${url}" style="display:block;padding:12px 4px;font-weight:600;font-size:16px;line-height:1.3;text-decoration:none;color:#0b57a4">${words}</a></td>`,
    )}
    </tr></table>`

/** Facts as a table with row headers. The label's column fits the longest label on the narrowest phone. */
export const factTable = (facts: readonly Fact[]): Markup =>
  html`<table width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;table-layout:fixed;margin:0 0 4px">
    ${facts.map(
      ({ label, value, notes }) =>
        html`<tr>
          <th scope="row" align="left" valign="top" width="104" class="pale line" style="width:104px;padding:8px 6px 8px 0;border-top:1px solid #d8dee4;font-size:13px;line-height:1.5;font-weight:400;text-align:left;overflow-wrap:normal;word-break:normal;${pale}">${label}</th>
          <td valign="top" class="ink line" dir="auto" style="padding:8px 0;border-top:1px solid #d8dee4;font-size:14px;line-height:1.4;${ink};${wrap}">${value}${notes.map(
            (note) => html`<br><span class="pale" style="${pale}">${note}</span>`,
          )}</td>
          </tr>`,
    )}
    </table>`

/** Somebody else's words, marked as such. */
export const quote = (words: string): Markup =>
  html`<blockquote class="ink line" dir="auto" style="margin:0 0 12px;padding:4px 0 4px 14px;border-left:3px solid #d0d7de;font-size:15px;${ink};${wrap}">${words
    .split('\n')
    .map((line, index) => html`${index > 0 && html`<br>`}${line}`)}</blockquote>`
