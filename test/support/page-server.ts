import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What one path answers: a page with its headers, and what a form sent to it gets. */
export interface ServedPage {
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
  readonly afterPost?: string
}

export interface PageServer {
  readonly origin: string
  /** The forms that came, oldest first. */
  readonly posted: { readonly path: string; readonly fields: Readonly<Record<string, string>> }[]
  readonly close: () => Promise<void>
}

/** Serves pages on loopback, by path, with exactly the headers given. */
export async function servePages(pages: ReadonlyMap<string, ServedPage>): Promise<PageServer> {
  const posted: PageServer['posted'] = []
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const page = pages.get(pathname)
    if (!page) {
      response.writeHead(404).end()
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const isForm = request.method === 'POST'
      if (isForm) {
        const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()))
        posted.push({ path: request.url ?? '', fields })
      }
      response.writeHead(200, page.headers).end(isForm ? (page.afterPost ?? page.html) : page.html)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posted,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
