import { createHash } from 'node:crypto'
import { type FakeAnswer, type FakeCall, type FakeRoute, notFound } from './answers.ts'
import { customerRoutes } from './customer-routes.ts'
import { fakeTenants } from './tenant.ts'
import { vendorRoutes } from './vendor-routes.ts'

/** The API in memory, as far as the pages use it. */
export function fakeApi() {
  const tenants = fakeTenants()
  /** Answers that were arranged, by `METHOD /path`. */
  const arranged = new Map<string, FakeAnswer>()
  const calls: { readonly route: string; readonly body: unknown; readonly headers: FakeCall['headers'] }[] = []
  const routes: Record<string, FakeRoute> = { ...customerRoutes(tenants), ...vendorRoutes(tenants) }
  return {
    tenants,
    calls,
    /** From now on this answer, until what it gives is called. */
    arrange: (route: string, answer: FakeAnswer) => {
      arranged.set(route, answer)
      return () => arranged.delete(route)
    },
    answer(method: string, path: string, call: Omit<FakeCall, 'params'>): FakeAnswer & { readonly etag?: string } {
      const other = arranged.get(`${method} ${path}`)
      calls.push({ route: `${method} ${path}`, body: call.body, headers: call.headers })
      if (other) return other
      for (const [route, answer] of Object.entries(routes)) {
        const [verb = '', pattern = ''] = route.split(' ')
        const found = new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(path)
        if (verb !== method || !found) continue
        const given = answer({ ...call, params: found.slice(1).map(decodeURIComponent) })
        const etag = `"${createHash('sha256').update(JSON.stringify(given.body)).digest('hex').slice(0, 16)}"`
        return method === 'GET' && given.status === 200 ? { ...given, etag } : given
      }
      return notFound()
    },
  }
}
