import type { components, paths } from '../contract/client.ts'

// Routes that the generated client does not have yet, in its own form. It goes as soon as `npm run contract` writes them.

type Schemas = components['schemas']
type Json<T> = { readonly content: { readonly 'application/json': T } }
/** A POST as the generated client has it: what it sends, what it answers, and problems. */
interface Post<Path extends string, Body, Answer, Status extends 200 | 201 | 202 = 200> {
  parameters: { path: Record<Path, string> }
  requestBody: Json<Body>
  responses: Record<Status, Json<Answer>> & { 400: components['responses']['InvalidRequest'] }
}
type Start = paths['/requests']['post']

export interface Ahead {
  '/requests': {
    get: paths['/requests']['get']
    post: Omit<Start, 'requestBody'> & { requestBody: Json<Schemas['StartRequest'] & { extends?: string }> }
  }
  '/requests/{id}/remind': { post: Post<'id', Record<string, never>, Record<string, never>, 202> }
  '/requests/{id}/access-token': {
    post: Post<
      'id',
      Record<string, never>,
      { token: string; tokenType: 'lockbox-access+jwt'; expiresAt: string; audience: string }
    >
  }
  '/emergency-access': {
    post: Omit<Start, 'parameters' | 'requestBody'> & {
      requestBody: Json<{
        tenantId: string
        environmentId: string
        service: string
        accessLevel?: 'read' | 'write'
        incident: string
        justification: string
        accessPeriod?: string
      }>
    }
  }
  '/access/check': {
    post: Omit<
      Post<
        never,
        {
          operator: string
          tenantId: string
          environmentId: string
          accessLevel?: 'read' | 'write'
          action?: string
          resource?: string
        },
        { allowed: boolean; basis: string; requestId?: string; until?: string }
      >,
      'parameters'
    >
  }
  '/operators/{id}/end-grants': {
    post: Post<
      'id',
      { reason: string },
      { ended: { id: string; tenantId: string; environmentId: string; service: string }[] }
    >
  }
  '/tenants/{id}/environments/{environmentId}/migration': {
    post: Post<'id' | 'environmentId', { tenantId: string }, { environmentId: string; from: string; to: string }>
  }
}
