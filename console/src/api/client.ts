import createClient, { type Middleware } from 'openapi-fetch';

import { ProblemError, toProblem, unreachable } from './problem';
import type { paths } from './schema';

/** The header that tells the server a state-changing request comes from this console, not from a foreign page. */
export const CSRF_HEADER = { 'X-Yufang': '1' } as const;

const asProblem: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET') request.headers.set('X-Yufang', CSRF_HEADER['X-Yufang']);
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
  },
  onError({ error }) {
    if (error instanceof ProblemError) return error;
    if (error instanceof DOMException && error.name === 'AbortError') return error;
    return new ProblemError(unreachable);
  },
};

export const api = createClient<paths>({ baseUrl: window.location.origin });
api.use(asProblem);

/** Reads the problem a failed response carries. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => null);
  return new ProblemError(toProblem(response.status, body, response.headers.get('x-request-id')));
}

/** The body of an answer that the middleware let through. */
export async function dataOf<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}
